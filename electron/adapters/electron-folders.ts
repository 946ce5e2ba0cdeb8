/** Shows a folder of ours with whatever the desktop opens folders with. */
import { shell } from 'electron';
import { mkdir } from 'node:fs/promises';
import type { Result } from '../../shared/result.ts';
import { DONE, refuse } from '../session/outcome.ts';
import { words } from '../words.ts';

/** The folder is this process's own: nothing that a page says reaches the system. */
export function createOpenLogs(folder: string): () => Promise<Result<null>> {
  return async () => {
    // SECURITY: opens-own-folder
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const problem = await shell.openPath(folder);
    return problem === '' ? DONE : refuse(words.trouble.logsNotOpened({ folder }));
  };
}

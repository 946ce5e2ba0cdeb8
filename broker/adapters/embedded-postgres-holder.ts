/** Sees to it that one broker at a time uses an embedded server. It trusts no file of a process that is gone. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { nameOf } from './processes.ts';
import { writeFileWhole } from './write-file-whole.ts';

/** Answers its undo. */
export function holdPlace(folder: string): () => void {
  const file = join(folder, 'held-by');
  const held = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const pid = Number(held.split('@')[0]);
  const own = nameOf(process.pid) ?? String(process.pid);
  if (held !== '' && (held === own || nameOf(pid) === held)) {
    throw new EmbeddedPostgresError(
      `Another broker (process ${pid}) already uses the database in ${folder}. Stop it first, or set another STINT_HOME.`,
    );
  }
  writeFileWhole(file, own);
  return () => rmSync(file, { force: true });
}

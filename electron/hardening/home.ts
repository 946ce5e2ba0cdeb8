/**
 * Where everything of one Stint lives: the folder STINT_HOME names, or the application-data folder of the OS. Pure; main.ts makes the folder.
 */
import { isAbsolute, join, resolve } from 'node:path';

export interface Home {
  readonly folder: string;
  /** Chromium's own files; two apps with two homes share nothing, not even the instance lock. */
  readonly runtime: string;
  readonly crashes: string;
  readonly logs: string;
}

export function homeOf(env: NodeJS.ProcessEnv, applicationData: string, workingFolder: string): Home {
  const named = env['STINT_HOME'];
  const folder =
    named === undefined || named === ''
      ? join(applicationData, 'Stint')
      : isAbsolute(named)
        ? named
        : resolve(workingFolder, named);
  const runtime = join(folder, 'runtime');
  return { folder, runtime, crashes: join(runtime, 'crashes'), logs: join(runtime, 'logs') };
}

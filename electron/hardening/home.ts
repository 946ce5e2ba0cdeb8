/**
 * Where everything of one Stint lives: the folder STINT_HOME names, or the application-data folder of the OS. Pure; main.ts makes the folder.
 */
import { isAbsolute, join, resolve, win32 } from 'node:path';

export interface Home {
  readonly folder: string;
  /** The folder used where none is named: its keychain entries have the plain names. */
  readonly usual: string;
  /** Chromium's own files; two apps with two homes share nothing, not even the instance lock. */
  readonly runtime: string;
  readonly crashes: string;
  readonly logs: string;
}

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly userHome: string;
  readonly workingFolder: string;
}

export function homeOf(around: Surroundings): Home {
  const named = around.env['STINT_HOME'];
  const usual = usualHome(around);
  const folder = named === undefined || named === '' ? usual : resolve(around.workingFolder, named);
  const runtime = join(folder, 'runtime');
  return { folder, usual, runtime, crashes: join(runtime, 'crashes'), logs: join(folder, 'logs') };
}

function usualHome({ platform, env, userHome }: Surroundings): string {
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Stint');
  if (platform === 'win32') {
    // Not the roaming folder: a journal that follows its person to another computer tells there of what is held here.
    const local = env['LOCALAPPDATA'];
    const base =
      local !== undefined && win32.isAbsolute(local) ? local : win32.join(userHome, 'AppData', 'Local');
    return win32.join(base, 'Stint');
  }
  const data = env['XDG_DATA_HOME'];
  // The XDG base directory specification: a relative path is to be ignored.
  const base = data !== undefined && isAbsolute(data) ? data : join(userHome, '.local', 'share');
  return join(base, 'stint');
}

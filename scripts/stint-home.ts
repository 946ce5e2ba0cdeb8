// Where Stint keeps its state: STINT_HOME, else the application-data folder of the operating system.
// Whoever starts a part of Stint says the answer to it by STINT_HOME, so that all parts agree.
import path from 'node:path';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** The person's home folder. */
  readonly userHome: string;
}

function applicationData({ platform, env, userHome }: Surroundings): string {
  if (platform === 'darwin') return path.posix.join(userHome, 'Library', 'Application Support', 'Stint');
  if (platform === 'win32') {
    // Not the roaming folder: what is held on this computer must not follow its person to another.
    const local = env['LOCALAPPDATA'];
    const usual = path.win32.join(userHome, 'AppData', 'Local');
    return path.win32.join(local !== undefined && path.win32.isAbsolute(local) ? local : usual, 'Stint');
  }
  const data = env['XDG_DATA_HOME'];
  // The XDG base directory specification: a relative path is to be ignored.
  const base =
    data !== undefined && path.posix.isAbsolute(data) ? data : path.posix.join(userHome, '.local', 'share');
  return path.posix.join(base, 'stint');
}

export function stintHome(surroundings: Surroundings): string {
  const named = surroundings.env['STINT_HOME'];
  return named === undefined || named === '' ? applicationData(surroundings) : path.resolve(named);
}

/** The home of a second app on the same machine, signed in as another local account. */
export function homeOfAccount(home: string, account: string): string {
  return `${home}-${account}`;
}

/** Where the broker keeps its things: the folder `broker` of STINT_HOME, else of the application-data folder of the OS. Pure. */
import { isAbsolute, join, resolve } from 'node:path';

export interface BrokerHome {
  readonly folder: string;
  readonly config: string;
  readonly tokens: string;
  readonly storage: string;
  readonly demoTarget: string;
  /** The port last used, where any would do. */
  readonly port: string;
}

export function homeOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, userHome: string): BrokerHome {
  const named = env['STINT_HOME'] ?? '';
  const folder = join(named === '' ? applicationData(env, platform, userHome) : resolve(named), 'broker');
  return {
    folder,
    config: join(folder, 'stint.yaml'),
    tokens: join(folder, 'tokens'),
    storage: join(folder, 'storage'),
    demoTarget: join(folder, 'demo-target'),
    port: join(folder, 'port'),
  };
}

function applicationData(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, userHome: string): string {
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Stint');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Stint');
  // The XDG base directory specification: a relative path is to be ignored.
  const data = env['XDG_DATA_HOME'] ?? '';
  return join(isAbsolute(data) ? data : join(userHome, '.local', 'share'), 'stint');
}

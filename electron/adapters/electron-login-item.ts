/**
 * Starting at login, for the installed app alone: a build from sources is started with settings of its own, which no login would repeat.
 */
import { app } from 'electron';
import { homedir } from 'node:os';
import type { LoginItem } from '../ports/desktop.ts';
import { autostartFolder, createXdgAutostart } from './xdg-autostart.ts';

export interface ElectronLoginItemDeps {
  readonly platform: NodeJS.Platform;
  readonly packaged: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly writeLog: (line: string) => void;
}

export function createElectronLoginItem(deps: ElectronLoginItemDeps): LoginItem {
  const { platform, packaged, env, writeLog } = deps;
  return {
    set(startAtLogin) {
      if (!packaged) {
        writeLog('stint: only the installed app starts at login');
        return;
      }
      try {
        if (platform === 'linux') {
          const folder = autostartFolder(env['XDG_CONFIG_HOME'], homedir());
          // An AppImage runs from a mount that is another one next time.
          const program = env['APPIMAGE'] ?? process.execPath;
          createXdgAutostart({ folder, program }).set(startAtLogin);
        } else app.setLoginItemSettings({ openAtLogin: startAtLogin });
      } catch {
        writeLog('stint: starting at login could not be set');
      }
    },
  };
}

// A whole desktop on a machine without one: a display, a session bus, a keychain, a tray, a notification
// server, each real or played from outside, all private to who asked. Nothing of it outlives its maker.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Display } from './display.ts';
import { startDisplay } from './display.ts';
import type { Keyring } from './keyring.ts';
import { startKeyring } from './keyring.ts';
import type { Lifeline } from './lifeline.ts';
import { createLifeline } from './lifeline.ts';
import type { Login1 } from './login1.ts';
import { startLogin1 } from './login1.ts';
import type { Notifications } from './notifications.ts';
import { startNotifications } from './notifications.ts';
import { startSessionBus } from './session-bus.ts';
import type { TrayHost } from './tray.ts';
import { startTrayHost } from './tray.ts';

export interface DesktopOptions {
  readonly display?: boolean;
  readonly keyring?: 'unlocked' | 'none';
  readonly trayHost?: boolean;
  readonly notifications?: boolean;
  readonly login1?: boolean;
  /** Lets a locked keyring ask for its password on the display, which then waits for a person. */
  readonly prompter?: boolean;
  /** Shares the fate of something else; otherwise the desktop has a lifeline of its own. */
  readonly lifeline?: Lifeline;
}

/** Each part throws a sentence when it was not asked for. */
export interface Desktop {
  /** The environment of whoever is to live on this desktop; its home is empty and thrown away. */
  readonly env: NodeJS.ProcessEnv;
  /** The throw-away folder that holds everything, home included. */
  readonly folder: string;
  readonly lifeline: Lifeline;
  readonly tray: TrayHost;
  readonly notifications: Notifications;
  readonly keyring: Keyring;
  readonly login1: Login1;
  readonly screenshot: () => Promise<Buffer>;
  /** Ends everything on the desktop and the desktop itself, and removes its folder. */
  readonly stop: () => Promise<void>;
}

/** What would lead to the real desktop of this machine, or would change what an application does. */
const strange =
  /^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_.*|XDG_.*|GNOME_KEYRING_.*|SSH_AUTH_SOCK|STINT_.*|ELECTRON_.*|NODE_OPTIONS|NODE_CHANNEL_.*|VITEST.*)$/;

function newHome(folder: string): NodeJS.ProcessEnv {
  const home = path.join(folder, 'home');
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
  };
  for (const place of Object.values(env)) mkdirSync(place, { recursive: true, mode: 0o700 });
  return env;
}

function present<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`This desktop was made without ${name}.`);
  return part;
}

export async function createDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stint-desktop-'));
  const lifeline = options.lifeline ?? createLifeline();
  // Held first, so ended last: what was left behind goes once the desktop is gone.
  lifeline.holdFolder(folder);

  try {
    const kept = Object.entries(process.env).filter(([name]) => !strange.test(name));
    const home = { ...Object.fromEntries(kept), ...newHome(folder) };
    const display: Display | undefined =
      options.display === false ? undefined : await startDisplay(lifeline, folder);
    const onDisplay = { ...home, ...display?.env };
    const address = await startSessionBus(lifeline, folder, onDisplay, options.prompter === true);
    const env = {
      ...onDisplay,
      DBUS_SESSION_BUS_ADDRESS: address,
      // Never the machine's own: nothing here may put it to sleep, or be told of its sleep.
      DBUS_SYSTEM_BUS_ADDRESS: address,
    };
    const [tray, notifications, login1, keyring] = await Promise.all([
      options.trayHost === false ? undefined : startTrayHost(lifeline, env),
      options.notifications === false ? undefined : startNotifications(lifeline, env),
      options.login1 === true ? startLogin1(lifeline, env) : undefined,
      options.keyring === 'none' ? undefined : startKeyring(lifeline, folder, env),
    ]);
    return {
      env,
      folder,
      lifeline,
      get tray() {
        return present(tray, 'a tray');
      },
      get notifications() {
        return present(notifications, 'a notification server');
      },
      get login1() {
        return present(login1, 'login1');
      },
      get keyring() {
        return present(keyring, 'a keyring');
      },
      screenshot: async () => present(display, 'a display').screenshot(),
      stop: lifeline.end,
    };
  } catch (error) {
    await lifeline.end();
    throw error;
  }
}

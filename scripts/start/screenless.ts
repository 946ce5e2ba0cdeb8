// Gives an application a display, a session bus and a keychain on a Linux machine that has none, and says so.
// The keychain lives and dies with this run; nothing in it is ever kept on disk afterwards.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Lifeline } from '../../test/desktop/lifeline.ts';
import { say } from './words.ts';

export interface Missing {
  readonly display: boolean;
  readonly bus: boolean;
}

export function missingParts(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Missing {
  if (platform !== 'linux') return { display: false, bus: false };
  const has = (name: string): boolean => (env[name] ?? '') !== '';
  const display = !has('DISPLAY') && !has('WAYLAND_DISPLAY');
  const runtime = env['XDG_RUNTIME_DIR'];
  const hasBus =
    has('DBUS_SESSION_BUS_ADDRESS') || (runtime !== undefined && existsSync(path.join(runtime, 'bus')));
  // Without a display the bus of a session that shows nothing here would only lead its prompts astray.
  return { display, bus: display || !hasBus };
}

function onPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));
}

/** What must be added to the environment of the application; empty where nothing is missing. */
export async function fillIn(lifeline: Lifeline, missing: Missing): Promise<NodeJS.ProcessEnv> {
  if (!missing.bus) return {};
  // Loaded here: on a machine with a desktop a start has no use for it.
  const { createDesktop } = await import('../../test/desktop/desktop.ts');
  const desktop = await createDesktop({
    display: missing.display,
    trayHost: false,
    notifications: false,
    lifeline,
  });
  const { DISPLAY, XAUTHORITY, DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR } = desktop.env;
  const bus = { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR };
  if (!missing.display) {
    say('there is no session bus here: started one with a keychain of its own, for this run only');
    return bus;
  }
  const display = { DISPLAY, XAUTHORITY };
  if (onPath('trayer', desktop.env)) {
    const look = '--edge top --align right --widthtype request --height 28 --SetDockType false'.split(' ');
    lifeline.spawn('trayer', look, { env: desktop.env, stdio: 'ignore' }).on('error', () => undefined);
  }
  say(
    `there is no display here: started one (${DISPLAY ?? ''}), with a session bus and a keychain for this run only`,
  );
  say(`to look at it: DISPLAY=${DISPLAY ?? ''} XAUTHORITY=${XAUTHORITY ?? ''} import -window root stint.png`);
  say(`or follow it:  x11vnc -localhost -display ${DISPLAY ?? ''} -auth ${XAUTHORITY ?? ''}`);
  return { ...bus, ...display };
}

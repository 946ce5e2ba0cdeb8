/**
 * The process itself: what it refuses to be started with, where its files go, that there is one of it per home, and what ends it.
 * Everything here comes before the first window, keychain call or request.
 */
import { app, Menu } from 'electron';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { reportBug } from '../hardening/bug-report.ts';
import { forbiddenSwitches } from '../hardening/command-line.ts';
import { homeOf, type Home } from '../hardening/home.ts';
import type { Clock } from '../ports/clock.ts';
import type { Quit } from '../quit.ts';
import { createLogFile } from './log-file.ts';

let keepInFile: (line: string) => void = () => undefined;

/** To standard error and, once it is kept, to the log in the home. Never a secret, never somebody's words. */
export const writeLog = (line: string): void => {
  process.stderr.write(`${line}\n`);
  keepInFile(line);
};

/** From here on the log is kept in this folder, too. For the process that has the home, and no second one. */
export function keepLog(folder: string, clock: Pick<Clock, 'read'>): void {
  keepInFile = createLogFile(folder, clock);
  writeLog(`stint: ${app.getVersion()} started`);
}

export type Prepared =
  | { readonly kind: 'ready'; readonly home: Home }
  /** Another process has this home; it was told, and opens its window. */
  | { readonly kind: 'second' }
  | { readonly kind: 'refused' };

export function prepareProcess(): Prepared {
  const { platform, env } = process;
  // SECURITY: switches-refused
  const refused = app.isPackaged
    ? forbiddenSwitches({ args: process.argv.slice(1), platform, uid: process.getuid?.() })
    : [];
  if (refused.length > 0) {
    writeLog(`stint: it does not start with ${refused.join(', ')}`);
    return { kind: 'refused' };
  }
  // SECURITY: certificates-not-waived
  if (app.isPackaged) delete env['NODE_TLS_REJECT_UNAUTHORIZED'];

  const home = makePrivate(homeOf({ platform, env, userHome: homedir(), workingFolder: process.cwd() }));
  app.setPath('userData', home.runtime);
  app.setPath('crashDumps', home.crashes);
  app.setAppLogsPath(home.runtime);
  // The lock lies in userData: one Stint per home.
  if (!app.requestSingleInstanceLock()) return { kind: 'second' };
  if (platform === 'win32') app.setAppUserModelId('dev.stint.desktop');
  app.dock?.hide();
  // macOS takes the keys for copy and paste from the menu; elsewhere a menu would only be a way around the page.
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'editMenu' }]) : null);
  return { kind: 'ready', home };
}

/** SECURITY: home-private. Whatever this process writes is for its user alone. */
function makePrivate(home: Home): Home {
  process.umask(0o077);
  for (const folder of [home.folder, home.runtime, home.crashes])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(home.folder, 0o700);
  // Two names of one folder are one home.
  return homeOf({
    platform: process.platform,
    env: { ...process.env, STINT_HOME: realpathSync(home.folder) },
    userHome: homedir(),
    workingFolder: process.cwd(),
  });
}

/** Signals and the system's wish to quit end in one clean quitting; a tray app does not end with its window. */
export function onOrderToQuit(quit: Quit): void {
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    event.preventDefault();
    void quit.now();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void quit.now());
}

/** A bug nobody caught: what is held is wiped, then the process ends. `quit` is undefined until something can be held. */
export function onBug(quit: () => Quit | undefined): void {
  let isEnding = false;
  const end = (error: unknown): void => {
    const { line } = reportBug(error, 'the main process', makeReference());
    writeLog(line);
    if (isEnding) return;
    isEnding = true;
    const known = quit();
    if (known === undefined) app.exit(1);
    else void known.now(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

export function makeReference(): string {
  return randomBytes(4).toString('hex');
}

/** What the person wants to read, most wanted first, as BCP 47 tags. */
export function systemLanguages(): readonly string[] {
  return app.getPreferredSystemLanguages();
}

/** From 0 to below 1, for jitter; nothing secret is made of it. */
export function randomFraction(): number {
  return Math.random();
}

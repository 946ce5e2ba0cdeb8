// The real desktop app, as built, in the real Electron: driven by its tray over D-Bus and by its window with mouse and keyboard.
// No hook in the app is used: Playwright finds its window, and reaches main for the tests of main's own guards.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { electronRuntime } from '../../../scripts/electron-runtime.mjs';
import type { Desktop } from '../../desktop/desktop.ts';
import type { TrayItem } from '../../desktop/tray.ts';
import { waitFor } from '../../desktop/wait.ts';
import { clickMenu } from './menu.ts';

/** Chromium starts as root without its sandbox or not at all. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const project = path.join(import.meta.dirname, '..', '..', '..');

export interface AppProcess {
  readonly pid: number;
  readonly home: string;
  readonly tray: TrayItem;
  /** Everything it printed. */
  readonly output: () => string;
  /** Opens the window from the tray, as a person does, and answers its page. */
  readonly open: () => Promise<Page>;
  /** Ends by the tray's own entry and waits until the process is gone. */
  readonly quit: () => Promise<void>;
  /** SIGTERM, as a session that ends sends it: wipes without asking. */
  readonly terminate: () => Promise<void>;
  /** SIGKILL, to the whole process. */
  readonly kill: () => Promise<void>;
  /** Has the system hand over a link: a second process that gives it to this one, and ends. Answers its exit code. */
  readonly hand: (link: string) => Promise<number | null>;
  readonly isRunning: () => boolean;
  /** Runs in the main process, for tests of guards that no page and no panel can reach. */
  readonly inMain: ElectronApplication['evaluate'];
}

export interface AppOptions {
  readonly desktop: Desktop;
  readonly home: string;
  readonly brokerUrl: string;
  readonly tokenFile?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A link the system starts it with. */
  readonly link?: string;
}

export async function startApp(options: AppOptions): Promise<AppProcess> {
  const { desktop, home } = options;
  const env: Record<string, string> = {};
  const given: NodeJS.ProcessEnv = {
    ...desktop.env,
    STINT_HOME: home,
    STINT_BROKER_URL: options.brokerUrl,
    STINT_TOKEN_FILE: options.tokenFile,
    // The tests read English, whatever this computer speaks.
    STINT_LANGUAGE: 'en',
    ...options.env,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) env[name] = value;
  }
  const app: ElectronApplication = await _electron.launch({
    executablePath: electronRuntime().path,
    args: options.link === undefined ? [project] : [project, options.link],
    cwd: project,
    env,
  });
  const child = app.process();
  const pid = child.pid ?? -1;
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const gone = (): Promise<true> => waitFor('the app to be gone', () => !isRunning(), 20_000);
  const tray = await desktop.tray.waitForItem(pid, 30_000);

  return {
    pid,
    home,
    tray,
    output: () => output,
    isRunning,
    hand: async (link) => {
      const second = spawn(electronRuntime().path, [...asRoot, project, link], { env, stdio: 'ignore' });
      await once(second, 'exit');
      return second.exitCode;
    },
    inMain: app.evaluate.bind(app),
    open: async () => {
      const shown = app.windows()[0];
      const next = shown === undefined ? app.waitForEvent('window') : Promise.resolve(shown);
      await clickMenu(tray, 'Open Stint');
      const page = await next;
      await page.waitForLoadState('domcontentloaded');
      return page;
    },
    quit: async () => {
      // It may be gone before it has answered the click.
      await tray.click('Quit').catch(() => undefined);
      await gone();
    },
    terminate: async () => {
      child.kill('SIGTERM');
      await gone();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone();
    },
  };
}

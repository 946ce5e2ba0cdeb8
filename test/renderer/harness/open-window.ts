// Builds the window, and opens it in the real Electron over the fake bridge. Nothing here is shipped.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { build } from 'vite';
import { electronRuntime } from '../../../scripts/electron-runtime.mjs';
import type { Call } from '../../../shared/channels.ts';
import type { Result } from '../../../shared/result.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { createDesktop } from '../../desktop/desktop.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));

interface HarnessGlobal {
  harness: {
    snapshot: Snapshot | null;
    calls: { readonly call: Call; readonly payload: unknown }[];
    answers: Partial<Record<Call, Result<unknown> | 'never'>>;
    console: { readonly level: number; readonly message: string }[];
    show(snapshot: Snapshot): void;
  };
}

export interface OpenWindow {
  readonly app: ElectronApplication;
  readonly page: Page;
  show(snapshot: Snapshot): Promise<void>;
  /** Loads the page anew, so that nothing of the last scenario is left in it. */
  restart(snapshot: Snapshot | null): Promise<void>;
  answer(answers: Partial<Record<Call, Result<unknown> | 'never'>>): Promise<void>;
  calls(): Promise<readonly { readonly call: Call; readonly payload: unknown }[]>;
  /** Warnings and errors of the page's console, refusals of the content security policy among them. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Builds into a folder of its own: out/ belongs to the app. */
async function buildPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stint-page-'));
  // A test runner's own NODE_ENV would build the libraries for tests: other event handling, other speed.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await build({
      configFile: join(project, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: folder },
    });
  } finally {
    process.env['NODE_ENV'] = before;
  }
  return folder;
}

export async function openWindow(): Promise<OpenWindow> {
  const folder = await buildPage();
  const home = mkdtempSync(join(tmpdir(), 'stint-window-'));
  const desktop = await createDesktop({ keyring: 'none', trayHost: false, notifications: false });
  const app = await _electron.launch({
    executablePath: electronRuntime().path,
    args: ['--no-sandbox', `--user-data-dir=${home}`, join(project, 'test/renderer/harness/main.cjs')],
    env: { ...withoutUndefined(desktop.env), STINT_HARNESS_PAGE: folder, TZ: 'UTC' },
  });
  const page = await app.firstWindow();
  return {
    app,
    page,
    show: (snapshot) =>
      app.evaluate((_electronModule, given) => {
        (globalThis as unknown as HarnessGlobal).harness.show(JSON.parse(given) as Snapshot);
      }, JSON.stringify(snapshot)),
    restart: async (snapshot) => {
      await app.evaluate((_electronModule, given) => {
        const { harness } = globalThis as unknown as HarnessGlobal;
        harness.snapshot = JSON.parse(given) as Snapshot | null;
        harness.calls.length = 0;
        harness.answers = {};
        // As text: 10,000 profiles as an object take the test driver a minute.
      }, JSON.stringify(snapshot));
      await page.reload();
    },
    answer: (answers) =>
      app.evaluate((_electronModule, given) => {
        (globalThis as unknown as HarnessGlobal).harness.answers = given;
      }, answers),
    calls: () => app.evaluate(() => (globalThis as unknown as HarnessGlobal).harness.calls),
    complaints: () =>
      app.evaluate(() =>
        (globalThis as unknown as HarnessGlobal).harness.console
          .filter(({ level }) => level >= 2)
          .map(({ message }) => message),
      ),
    close: async () => {
      await app.close();
      await desktop.stop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

// Starts the real surfaces, with a told core, in the real Electron on a desktop of the test's own.
import { build, type BuildOptions } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { electronRuntime } from '../../../scripts/electron-runtime.mjs';
import type { Snapshot } from '../../../shared/snapshot.ts';
import type { Desktop } from '../../desktop/desktop.ts';
import type { TrayItem } from '../../desktop/tray.ts';
import { waitFor } from '../../desktop/wait.ts';
import type { Order } from './main.ts';

export interface SurfaceApp {
  readonly pid: number;
  readonly item: TrayItem;
  readonly order: (order: Order) => void;
  /** Everything the surfaces have asked for or logged, oldest first. */
  readonly told: () => readonly unknown[];
  /** Waits until a line that holds all of `part` was told. */
  readonly waitForTold: (what: string, part: Record<string, unknown>) => Promise<unknown>;
  readonly ended: Promise<number | null>;
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Stint</title></head>
<body><h1>A page of the test</h1><script type="module" src="./page.js"></script></body></html>`;
/** Tells by its title what it was given, so that a test can see it from outside. */
const SCRIPT = `const show = (snapshot) => { document.title = 'revision ' + snapshot.revision; };
window.stint.onState(show);
window.stint.call('state:get', {}).then((result) => { if (result.ok) show(result.value); });`;

/** The folder of a built app, with the real preload and a page of the test. */
async function buildApp(folder: string): Promise<void> {
  mkdirSync(path.join(folder, 'renderer'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"name":"stint","version":"0.1.0","main":"main.cjs"}');
  writeFileSync(path.join(folder, 'renderer', 'index.html'), PAGE);
  writeFileSync(path.join(folder, 'renderer', 'page.js'), SCRIPT);
  const common = {
    bundle: true,
    format: 'cjs',
    external: ['electron'],
    logLevel: 'warning',
  } satisfies BuildOptions;
  const root = path.resolve(import.meta.dirname, '../../..');
  await Promise.all([
    build({
      ...common,
      platform: 'node',
      target: 'node18',
      entryPoints: [path.join(import.meta.dirname, 'main.ts')],
      outfile: path.join(folder, 'main.cjs'),
    }),
    build({
      ...common,
      platform: 'browser',
      target: 'chrome114',
      entryPoints: [path.join(root, 'electron/preload.ts')],
      outfile: path.join(folder, 'preload.cjs'),
    }),
  ]);
}

export async function startSurfaceApp(desktop: Desktop, snapshot: Snapshot): Promise<SurfaceApp> {
  const folder = path.join(desktop.folder, 'surface-app');
  await buildApp(folder);
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = desktop.lifeline.spawn(electronRuntime().path, [...flags, folder], {
    env: { ...desktop.env, STINT_TEST_SNAPSHOT: JSON.stringify(snapshot), STINT_TEST_BUILT: folder },
    stdio: ['pipe', 'pipe', process.env['STINT_TEST_LOUD'] === undefined ? 'ignore' : 'inherit'],
  });
  const { pid, stdin, stdout } = child;
  if (pid === undefined || stdin === null || stdout === null) throw new Error('Electron did not start.');
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const told: unknown[] = [];
  createInterface({ input: stdout }).on('line', (line) => {
    if (line.startsWith('{')) told.push(JSON.parse(line));
  });
  return {
    pid,
    item: await desktop.tray.waitForItem(pid, 30_000),
    order: (order) => {
      stdin.write(`${JSON.stringify(order)}\n`);
    },
    told: () => told,
    waitForTold: (what, part) => waitFor(what, () => told.find((line) => holds(line, part))),
    ended,
  };
}

function holds(line: unknown, part: Record<string, unknown>): boolean {
  if (typeof line !== 'object' || line === null) return false;
  const entries = new Map<string, unknown>(Object.entries(line));
  return Object.entries(part).every(
    ([name, value]) => JSON.stringify(entries.get(name)) === JSON.stringify(value),
  );
}

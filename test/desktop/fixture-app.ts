// Starts the fixture application on a desktop and keeps what it prints.
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import type { Desktop } from './desktop.ts';
import type { TrayItem } from './tray.ts';
import { waitFor } from './wait.ts';

export interface FixtureApp {
  readonly pid: number;
  readonly item: TrayItem;
  readonly said: () => readonly string[];
  readonly hasSaid: (line: string) => Promise<unknown>;
  readonly ended: Promise<unknown>;
}

export async function startFixture(desktop: Pick<Desktop, 'env' | 'lifeline' | 'tray'>): Promise<FixtureApp> {
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const folder = path.join(import.meta.dirname, 'fixture');
  const app = desktop.lifeline.spawn(electronRuntime().path, [...flags, folder], {
    env: desktop.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { pid, stdout } = app;
  if (pid === undefined || stdout === null) throw new Error('The fixture application did not start.');
  const ended = once(app, 'exit');
  const lines: string[] = [];
  createInterface({ input: stdout }).on('line', (line) => lines.push(line));
  return {
    pid,
    item: await desktop.tray.waitForItem(pid),
    said: () => lines,
    hasSaid: (line) => waitFor(`the fixture to say "${line}"`, () => lines.includes(line)),
    ended,
  };
}

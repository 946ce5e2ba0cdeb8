// A broker as a process of its own, from the source.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

const MAIN = join(import.meta.dirname, '../../broker/main.ts');

export interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<number | null>;
}

export function run(home: string, args: readonly string[], stdio: 'ipc' | 'ignore' = 'ignore'): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, STINT_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe', stdio],
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => void (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (err += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, out: () => out, err: () => err, ended };
}

export async function ready(running: Running): Promise<string> {
  await vi.waitFor(
    () => {
      if (running.child.exitCode !== null) throw new Error(`ended: ${running.err()}`);
      expect(running.out()).toContain('\n');
    },
    { timeout: 90_000, interval: 100 },
  );
  const line = JSON.parse(running.out()) as { ready: boolean; url: string };
  expect(line.ready).toBe(true);
  return line.url;
}

// Starts a packaged app on a desktop and tells when its tray item is there and when its window is on the screen.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Desktop } from '../desktop/desktop.ts';
import type { TrayItem } from '../desktop/tray.ts';

export interface Launched {
  readonly pid: number;
  readonly tray: TrayItem;
  /** From spawning the process to its tray item. */
  readonly startMs: number;
  readonly end: () => Promise<void>;
}

/** `handicapMs` holds the process back before it starts: the bench's proof that a row can turn red. */
export async function launch(
  desktop: Desktop,
  binary: string,
  env: NodeJS.ProcessEnv,
  handicapMs = 0,
): Promise<Launched> {
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedAt = performance.now();
  const child: ChildProcess = desktop.lifeline.spawn(
    'sh',
    ['-c', 'sleep "$0"; exec "$@"', String(handicapMs / 1000), binary, ...flags],
    {
      env: { ...desktop.env, ...env },
      stdio: 'ignore',
      graceMs: 8000,
    },
  );
  // `exec` keeps the process id: the item is the app's own.
  const pid = child.pid ?? -1;
  const tray = await desktop.tray.waitForItem(pid, 60_000);
  const startMs = performance.now() - startedAt;
  return {
    pid,
    tray,
    startMs,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Watches the display for windows that appear; answers a stop-watch for the next one. */
export async function watchWindows(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly next: () => Promise<number>; readonly stop: () => void }> {
  const xev = spawn('xev', ['-root', '-event', 'substructure'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const waiting: ((at: number) => void)[] = [];
  const ready = once(xev, 'spawn');
  createInterface({ input: xev.stdout }).on('line', (line) => {
    if (line.startsWith('MapNotify')) waiting.shift()?.(performance.now());
  });
  await ready;
  return {
    next: () => new Promise((resolve) => waiting.push(resolve)),
    stop: () => void xev.kill(),
  };
}

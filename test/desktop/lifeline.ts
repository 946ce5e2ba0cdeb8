// Ties processes and folders to this process: when it ends the lifeline, or dies in whatever way, all of
// them are ended and removed, last come first. It never restarts anything.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface HeldOptions extends SpawnOptions {
  /** How long the process may take to end after SIGTERM before its whole group is killed. */
  readonly graceMs?: number;
}

export interface Lifeline {
  /** Starts a process, leader of a group of its own, that does not outlive this one. */
  readonly spawn: (command: string, args: readonly string[], options: HeldOptions) => ChildProcess;
  /** Removes the folder at the end, and kills before whoever still lives in it. */
  readonly holdFolder: (folder: string) => void;
  /** Ends everything now; done when nothing is left. May be called again. */
  readonly end: () => Promise<void>;
}

type Order =
  | { kind: 'process'; pid: number; graceMs: number }
  | { kind: 'gone'; pid: number }
  | { kind: 'folder'; folder: string };

const isWindows = process.platform === 'win32';

export function createLifeline(): Lifeline {
  const keeper = spawn(process.execPath, [path.join(import.meta.dirname, 'lifeline-keeper.mjs')], {
    stdio: ['pipe', 'ignore', 'inherit'],
    // Out of reach of a Ctrl-C meant for this process.
    detached: !isWindows,
  });
  const gone = once(keeper, 'exit');
  const tell = (order: Order): void => {
    if (keeper.stdin.writable) keeper.stdin.write(`${JSON.stringify(order)}\n`);
  };

  return {
    spawn: (command, args, { graceMs = 3000, ...options }) => {
      const child = spawn(command, args, { ...options, detached: !isWindows });
      const { pid } = child;
      if (pid !== undefined) {
        tell({ kind: 'process', pid, graceMs });
        child.once('exit', () => {
          tell({ kind: 'gone', pid });
        });
      }
      return child;
    },
    holdFolder: (folder) => {
      tell({ kind: 'folder', folder });
    },
    end: async () => {
      keeper.stdin.end();
      await gone;
    },
  };
}

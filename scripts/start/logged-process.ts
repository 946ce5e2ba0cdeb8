// A process whose output goes to a log file, and whose last words are shown when it fails.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Lifeline } from '../../test/desktop/lifeline.ts';

export interface LoggedProcess {
  readonly child: ChildProcess;
  /** Settles when the process has ended, with the code it ended with; a signal counts as failure. */
  readonly ended: Promise<number>;
  readonly lastWords: () => string;
}

export interface LoggedProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly graceMs: number;
  readonly log: string;
  readonly onLine?: (line: string) => void;
}

const rememberedLines = 30;
const largestLog = 5_000_000;

export function startLogged(lifeline: Lifeline, options: LoggedProcessOptions): LoggedProcess {
  const { command, args, env, cwd, graceMs, log, onLine } = options;
  mkdirSync(path.dirname(log), { recursive: true, mode: 0o700 });
  // Kept from run to run, and never without end.
  if (existsSync(log) && statSync(log).size > largestLog) renameSync(log, `${log}.old`);
  const file = createWriteStream(log, { flags: 'a', mode: 0o600 });
  file.on('error', () => undefined);
  const child = lifeline.spawn(command, args, { env, cwd, graceMs, stdio: ['ignore', 'pipe', 'pipe'] });
  const remembered: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      remembered.push(line);
      if (remembered.length > rememberedLines) remembered.shift();
      onLine?.(line);
    });
  }
  const failedToStart = once(child, 'error').then(([error]) => {
    remembered.push(String(error));
    return 1;
  });
  const exited = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : 1));
  return { child, ended: Promise.race([exited, failedToStart]), lastWords: () => remembered.join('\n') };
}

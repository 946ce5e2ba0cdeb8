// Runs a program to its end, or to a word it prints, on a desktop of the tests, and answers all it said.
import type { Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';

/** As root Chromium has no sandbox of its own. */
export const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export interface Run {
  readonly said: () => string;
  readonly pid: number;
  readonly ended: () => boolean;
  /** Its exit code; null while it runs, and where a signal ended it. */
  readonly code: () => number | null;
  readonly end: () => Promise<void>;
}

export function start(
  desktop: Desktop,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Run {
  const child = desktop.lifeline.spawn(program, args, {
    env: { ...desktop.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const hear = (part: Buffer): void => {
    said += part.toString('utf8');
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    said: () => said,
    pid: child.pid ?? 0,
    ended,
    code: () => child.exitCode,
    end: async () => {
      child.kill('SIGKILL');
      await waitFor('the program to end', ended);
    },
  };
}

export async function runToEnd(
  desktop: Desktop,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const run = start(desktop, program, args, env);
  await waitFor(`${program} to end`, run.ended, 30_000);
  return run.said();
}

// Starts programs that kill themselves with SIGKILL right before a statement they were given, and hears from them while they live.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DoomedOrder, MadeLogin } from './doomed-broker.ts';

export interface DoomedProgram {
  /** What it says next; `null`: it has died by SIGKILL, or has come to its end. */
  hear(): Promise<unknown>;
  send(message: object | string): void;
  /** The statement it died before, once it is gone; `null`: it came to its end. */
  gone(): Promise<string | null>;
}

const AT_WORK_MS = 60_000;

export function startProgram(program: string, order: object): DoomedProgram {
  const child = fork(program, [JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => void (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (err += data.toString()));
  const ended = once(child, 'close');
  async function gone(): Promise<string | null> {
    await ended;
    if (child.signalCode === 'SIGKILL') return out;
    if (child.exitCode !== 0) throw new Error(`It died by itself: ${err}`);
    return null;
  }
  return {
    async hear() {
      const signal = AbortSignal.timeout(AT_WORK_MS);
      try {
        const words = once(child, 'message', { signal }).then(([message]: unknown[]) => message);
        return await Promise.race([words, gone().then(() => null)]);
      } catch (error) {
        child.kill('SIGKILL');
        throw error;
      }
    },
    send: (message) => void child.send(message),
    gone,
  };
}

export interface Doomed {
  readonly order: DoomedOrder;
  readonly made: readonly MadeLogin[];
  /** Lets it do its work; answers the statement it died before, or `null` where it came to its end. */
  go(): Promise<string | null>;
}

/** Resolves when it has made what it is to end. */
export async function startDoomed(order: DoomedOrder): Promise<Doomed> {
  const program = startProgram(join(import.meta.dirname, 'doomed-broker.ts'), order);
  // What the program sends is written beside it.
  const first = (await program.hear()) as { readonly made: readonly MadeLogin[] } | null;
  if (first === null) throw new Error('It died before its time.');
  return {
    order,
    made: first.made,
    go() {
      program.send('go');
      return program.gone();
    },
  };
}

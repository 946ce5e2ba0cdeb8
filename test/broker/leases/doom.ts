// Starts doomed brokers side by side, has each do its work when its turn comes, and sees it die by SIGKILL right before the statement it was given.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DoomedOrder, MadeLogin } from './doomed-broker.ts';

export interface Doomed {
  readonly order: DoomedOrder;
  readonly made: readonly MadeLogin[];
  /** Lets it do its work; answers the statement it died before, or `null` where it came to its end. */
  go(): Promise<string | null>;
  /** All it had asked by its end, where it came to it. */
  statements(): readonly string[];
}

const PROGRAM = join(import.meta.dirname, 'doomed-broker.ts');
const AT_WORK_MS = 30_000;

/** Resolves when it has made what it is to end. `compiled`: a folder in which each leaves what the next need not compile. */
export async function startDoomed(order: DoomedOrder, compiled: string): Promise<Doomed> {
  const child = fork(PROGRAM, [JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => void (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => void (err += data.toString()));
  let statements: readonly string[] = [];
  const ended = once(child, 'close');
  // What the program sends is written beside it.
  const hear = async (): Promise<unknown> => {
    const [message] = (await Promise.race([
      once(child, 'message', { signal: AbortSignal.timeout(AT_WORK_MS) }),
      ended.then(() => [null]),
    ]).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    })) as readonly unknown[];
    return message;
  };
  const first = (await hear()) as { readonly made: readonly MadeLogin[] } | null;
  if (first === null) throw new Error(`It died before its time: ${err}`);
  return {
    order,
    made: first.made,
    async go() {
      child.send('go');
      const last = (await hear()) as { readonly statements: readonly string[] } | null;
      if (last !== null) statements = last.statements;
      await ended;
      if (last === null && child.signalCode !== 'SIGKILL') throw new Error(`It died by itself: ${err}`);
      return last === null ? out : null;
    },
    statements: () => statements,
  };
}

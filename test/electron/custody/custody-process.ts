// Starts custody-child.ts on a desktop and talks to it. Nothing of it outlives the desktop's lifeline.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface CustodyProcess {
  call(name: string, ...args: readonly string[]): Promise<unknown>;
  /** Resolves when it has ended, with the signal that ended it. */
  readonly ended: Promise<string | null>;
  kill(): Promise<void>;
}

export interface CustodyProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Journal and large secrets. */
  readonly folder: string;
  /** "3 before": killed (SIGKILL) before its fourth step. */
  readonly dieAt?: string;
  readonly limitMs?: number;
  /** Without asking the keychain beforehand. */
  readonly noLook?: boolean;
  /** Made by bundle-child.ts. */
  readonly script: string;
  readonly execPath?: string;
}

/** Resolves when it is ready to be told what to do. */
export async function startCustodyProcess(options: CustodyProcessOptions): Promise<CustodyProcess> {
  const { env, folder, dieAt, limitMs, noLook, script, execPath } = options;
  const child: ChildProcess = fork(script, {
    ...(execPath === undefined ? {} : { execPath }),
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...env,
      CHILD_FOLDER: folder,
      ...(dieAt === undefined ? {} : { CHILD_DIE: dieAt }),
      ...(limitMs === undefined ? {} : { CHILD_LIMIT_MS: String(limitMs) }),
      ...(noLook === true ? { CHILD_NO_LOOK: '1' } : {}),
    },
  });
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (cause: Error) => void }>();
  let calls = 0;
  const ready = once(child, 'message');
  child.on('message', (message) => {
    // Sent by custody-child.ts and nobody else.
    const { id, answer, error } = message as { id: number; answer?: unknown; error?: string };
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(answer);
    else one?.reject(new Error(error));
  });
  const ended = once(child, 'exit').then((values) => {
    for (const { reject } of waiting.values()) reject(new Error('The process ended.'));
    // Node's exit event gives code and signal.
    return (values as [number | null, string | null])[1];
  });
  await Promise.race([ready, ended]);
  return {
    call: (call, ...args) =>
      new Promise((resolve, reject) => {
        calls += 1;
        waiting.set(calls, { resolve, reject });
        child.send({ id: calls, call, args }, (cause) => {
          if (cause !== null) reject(cause);
        });
      }),
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

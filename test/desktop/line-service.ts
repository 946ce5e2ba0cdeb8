// The near end of a Python service that talks in JSON lines: calls with answers, and events that come by
// themselves. It knows nothing of what the services do.
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Lifeline } from './lifeline.ts';

const line = z.union([
  z.object({ id: z.number(), value: z.unknown() }),
  z.object({ id: z.number(), error: z.string() }),
  z.object({ event: z.string(), data: z.unknown() }),
]);

export interface LineService {
  /** Asks the service; rejects with its sentence when it refuses, or when it is gone. */
  readonly call: (name: string, args?: readonly unknown[]) => Promise<unknown>;
  /** Ends the service; its names leave the bus. */
  readonly stop: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts `services/<name>.py` and waits until it says that it is up. */
export async function startLineService(
  lifeline: Lifeline,
  name: string,
  env: NodeJS.ProcessEnv,
  onEvent: (event: string, data: unknown) => void = () => undefined,
): Promise<LineService> {
  const script = path.join(import.meta.dirname, 'services', `${name}.py`);
  // Debian's own Python is the one that has D-Bus, whatever else is on PATH. -B: write no __pycache__.
  const child = lifeline.spawn('/usr/bin/python3', ['-B', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('The service was started without pipes.');

  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      for (const { reject } of waiting.values()) reject(new Error(`The service ${name} has ended.`));
      waiting.clear();
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  stdin.on('error', () => undefined);

  const up = new Promise<void>((resolve, reject) => {
    void gone.then(() => {
      reject(new Error(`The service ${name} ended before it was up.`));
    });
    createInterface({ input: stdout }).on('line', (text) => {
      const said = line.parse(JSON.parse(text));
      if ('event' in said) {
        if (said.event === 'up') resolve();
        else onEvent(said.event, said.data);
        return;
      }
      const call = waiting.get(said.id);
      waiting.delete(said.id);
      if ('error' in said) call?.reject(new Error(said.error));
      else call?.resolve(said.value);
    });
  });
  await up;

  return {
    call: (call, args = []) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`The service ${name} has ended.`));
          return;
        }
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        stdin.write(`${JSON.stringify({ id: lastId, call, args })}\n`);
      }),
    stop: async () => {
      stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

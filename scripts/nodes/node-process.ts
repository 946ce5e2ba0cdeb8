// One broker node as a process of its own: started, killed, started again at the same address.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BROKER_FLAGS } from '../broker-flags.mjs';
import { readyUrl } from '../start/embedded-broker.ts';

export interface NodeProcess {
  readonly home: string;
  /** Where it answers, or answered last; the empty string before it was ready for the first time. */
  url(): string;
  lives(): boolean;
  start(): Promise<void>;
  /** SIGKILL: it has no time for a word. */
  kill(): Promise<void>;
  /** Answers the code it ended with. */
  stop(): Promise<number | null>;
  pid(): number;
}

const READY_WITHIN_MS = 60_000;

export function createNode(options: { readonly home: string; readonly config: string }): NodeProcess {
  const { home, config } = options;
  const main = path.join(import.meta.dirname, '..', '..', 'broker', 'main.ts');
  let child: ChildProcess | undefined;
  let url = '';
  const lives = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    if (ending === undefined || !lives()) return ending?.exitCode ?? null;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
    return ending.exitCode;
  }

  return {
    home,
    url: () => url,
    lives,
    async start() {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      const log = createWriteStream(path.join(home, 'node.log'), { flags: 'a', mode: 0o600 });
      const starting = spawn(process.execPath, [...BROKER_FLAGS, main, '--config', config], {
        env: { ...process.env, STINT_HOME: home, STINT_LOG: process.env['STINT_LOG'] ?? 'warn' },
        // The channel carries nothing: when it closes the node knows that we are gone.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // Ctrl-C in the terminal is for us: nodes are stopped when what they hold was looked at.
        detached: true,
      });
      child = starting;
      const said: string[] = [];
      starting.stderr?.on('data', (data: Buffer) => {
        log.write(data);
        said.push(data.toString());
        if (said.length > 20) said.shift();
      });
      const lines = starting.stdout === null ? undefined : createInterface({ input: starting.stdout });
      const ready = new Promise<string>((resolve, reject) => {
        lines?.on('line', (line) => {
          const at = readyUrl(line);
          if (at !== undefined) resolve(at);
        });
        starting.once('exit', () => reject(new Error(`A node ended before it was ready: ${said.join('')}`)));
        AbortSignal.timeout(READY_WITHIN_MS).addEventListener('abort', () =>
          reject(new Error('A node was not ready in time.')),
        );
      });
      url = await ready;
    },
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    pid: () => child?.pid ?? 0,
  };
}

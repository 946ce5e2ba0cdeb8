// The real broker as a process of its own, with a configuration and a folder of its own. The tests look at its log and
// stop, kill and start it again; they never call it to make something happen.
import type { ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Lifeline } from '../../desktop/lifeline.ts';
import { waitFor } from '../../desktop/wait.ts';

const project = path.join(import.meta.dirname, '..', '..', '..');

/** Below those a system hands out by itself: while the broker is down nobody is given its port. */
const PORTS = { from: 20_000, below: 32_000 } as const;

export interface BrokerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has printed so far, on both outputs, over all its starts. */
  readonly log: () => string;
  /** Where the token of a local account stands. */
  readonly tokenFile: (account: string) => string;
  readonly folder: string;
  /** SIGTERM, and waits until it is gone. */
  readonly stop: () => Promise<void>;
  /** SIGKILL: what a power cut does to it. */
  readonly kill: () => Promise<void>;
  /** The same folder, configuration and port again. */
  readonly start: () => Promise<void>;
  /** Stops it, changes its configuration as an operator would, and starts it. */
  readonly reconfigure: (edit: (yaml: string) => string) => Promise<void>;
}

export interface BrokerOptions {
  readonly lifeline: Lifeline;
  readonly env: NodeJS.ProcessEnv;
  /** Becomes STINT_HOME: the broker keeps everything in its `broker` folder. */
  readonly home: string;
  /** The text of stint.yaml. */
  readonly config: (port: number) => string;
}

export async function startBroker(options: BrokerOptions): Promise<BrokerProcess> {
  const folder = path.join(options.home, 'broker');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'stint.yaml');
  let output = '';
  let child: ChildProcess | undefined;
  let url = '';
  let { config } = options;

  const start = async (): Promise<void> => {
    const port = url === '' ? await findPort() : Number(new URL(url).port);
    writeFileSync(file, config(port), { mode: 0o600 });
    const running = options.lifeline.spawn(
      process.execPath,
      [path.join(project, 'broker', 'main.ts'), '--config', file],
      {
        cwd: project,
        env: { ...options.env, STINT_HOME: options.home },
        stdio: ['ignore', 'pipe', 'pipe'],
        graceMs: 8000,
      },
    );
    child = running;
    let ready = '';
    for (const stream of [running.stdout, running.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`;
        if (stream === running.stdout && line.startsWith('{"ready":true')) ready = line;
      });
    }
    await waitFor(
      'the ready line of the broker',
      () => {
        if (running.exitCode !== null) throw new Error(`The broker ended at once:\n${output.slice(-4000)}`);
        return ready !== '';
      },
      60_000,
    );
    // The ready line is the broker's own JSON: {"ready":true,"url":"http://127.0.0.1:PORT"}.
    url = (JSON.parse(ready) as { url: string }).url;
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  await start();
  return {
    get url() {
      return url;
    },
    get pid() {
      return child?.pid ?? -1;
    },
    log: () => output,
    tokenFile: (account) => path.join(folder, 'tokens', account),
    folder,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start,
    reconfigure: async (edit) => {
      await end('SIGTERM');
      const before = config;
      config = (port) => edit(before(port));
      await start();
    },
  };
}

async function findPort(): Promise<number> {
  const port = randomInt(PORTS.from, PORTS.below);
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  return isFree ? port : findPort();
}

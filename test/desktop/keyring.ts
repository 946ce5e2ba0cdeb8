// A real keychain (gnome-keyring) in a throw-away folder, and the view that another process has of it.
// It never writes an item, and nothing here shares code with the application.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Lifeline } from './lifeline.ts';
import type { LineService } from './line-service.ts';
import { startLineService } from './line-service.ts';
import { waitFor } from './wait.ts';

const item = z.object({
  account: z.string(),
  attributes: z.record(z.string(), z.string()),
  locked: z.boolean(),
});

export type KeyringItem = Readonly<z.infer<typeof item>>;

export interface Keyring {
  /** What unlocks it. */
  readonly password: string;
  /** The items of a service (`''`: of all), without their secrets; works on a locked keyring too. */
  readonly items: (service: string) => Promise<readonly KeyringItem[]>;
  /** The secret's bytes; undefined when there is no such item; rejects when the keyring is locked. */
  readonly lookup: (service: string, account: string) => Promise<Buffer | undefined>;
  readonly lock: () => Promise<void>;
  /** Rejects when the password is wrong. */
  readonly unlock: (password: string) => Promise<void>;
  readonly isLocked: () => Promise<boolean>;
  /** Takes the keychain away from everybody; its items stay in its folder. */
  readonly stop: () => Promise<void>;
  /** Brings it back, unlocked. */
  readonly start: () => Promise<void>;
}

/** Starts the daemon on the bus of `env`, with its files in `folder`. */
export async function startKeyring(
  lifeline: Lifeline,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Keyring> {
  const password = 'correct horse';
  const home = path.join(folder, 'keyring');
  const control = path.join(folder, 'keyring-control');
  mkdirSync(path.join(home, 'keyrings'), { recursive: true, mode: 0o700 });
  mkdirSync(control, { mode: 0o700 });
  const client: LineService = await startLineService(lifeline, 'keyring_client', env);
  const ask = async (call: string, ...args: unknown[]): Promise<unknown> => client.call(call, args);
  const isThere = async (): Promise<boolean> => z.boolean().parse(await ask('isThere'));
  let daemon: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    if (daemon !== undefined) return;
    const args = ['--foreground', '--unlock', '--components=secrets', `--control-directory=${control}`];
    daemon = lifeline.spawn('gnome-keyring-daemon', args, {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...env, XDG_DATA_HOME: home },
    });
    daemon.stdin?.on('error', () => undefined);
    daemon.stdin?.end(password);
    const failed = once(daemon, 'exit').then(() => {
      throw new Error('gnome-keyring-daemon ended before it could be reached.');
    });
    // Its end later on is `stop`, not a failure.
    failed.catch(() => undefined);
    await Promise.race([waitFor('the keyring', isThere), failed]);
  };

  await start();
  return {
    password,
    items: async (service) => z.array(item).parse(await ask('items', service)),
    lookup: async (service, account) => {
      const secret = z
        .string()
        .nullable()
        .parse(await ask('lookup', service, account));
      return secret === null ? undefined : Buffer.from(secret, 'base64');
    },
    lock: async () => {
      await ask('lock');
    },
    unlock: async (given) => {
      await ask('unlock', given);
    },
    isLocked: async () => z.boolean().parse(await ask('isLocked')),
    stop: async () => {
      const running = daemon;
      daemon = undefined;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGKILL');
      await ended;
    },
    start,
  };
}

// The broker that `npm start` brings along: joins the one that already runs for this home, else starts it.
// It never touches a broker that somebody else started.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findHolder } from '../../broker/adapters/embedded-postgres-holder.ts';
import { nameOf } from '../../broker/adapters/processes.ts';
import type { Lifeline } from '../../test/desktop/lifeline.ts';
import { BROKER_FLAGS } from '../broker-flags.mjs';
import { startLogged } from './logged-process.ts';
import { CommandError, say } from './words.ts';

export interface RunningBroker {
  readonly url: string;
  readonly joined: boolean;
}

const startLimitMs = 120_000;
const answerLimitMs = 10_000;
/** A broker that was not brought by `npm start` tells no address: that is not waited for much longer. */
const otherLimitMs = 20_000;

function addressFile(home: string): string {
  return path.join(home, 'broker', 'address');
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(answerLimitMs) });
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * The address of the broker that another `npm start` of this home runs. Only while that very process lives: whoever listens at the
 * address of one that was killed would be given the token.
 */
async function findRunning(home: string): Promise<string | undefined> {
  const file = addressFile(home);
  if (!existsSync(file)) return undefined;
  const [url = '', owner = ''] = readFileSync(file, 'utf8').trim().split('\n');
  if (owner === '' || nameOf(Number(owner.split('@')[0])) !== owner) return undefined;
  return URL.canParse(url) && (await isReady(url)) ? url : undefined;
}

/** The address in the broker's ready line, `{"ready":true,"url":"http://…"}`; undefined for any other line. */
export function readyUrl(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null || !('ready' in said) || said.ready !== true)
      return undefined;
    return 'url' in said && typeof said.url === 'string' ? said.url : undefined;
  } catch {
    return undefined;
  }
}

async function start(lifeline: Lifeline, root: string, home: string): Promise<string> {
  const log = path.join(home, 'logs', 'broker.log');
  let ready: (url: string) => void = () => undefined;
  const address = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const broker = startLogged(lifeline, {
    command: process.execPath,
    args: [...BROKER_FLAGS, path.join(root, 'broker', 'main.ts')],
    cwd: root,
    env: { ...process.env, STINT_HOME: home },
    graceMs: 15_000,
    log,
    onLine: (line) => {
      const url = readyUrl(line);
      if (url !== undefined) ready(url);
    },
  });
  const failed = broker.ended.then((code) => {
    throw new CommandError(
      `the broker ended (${String(code)}) before it was ready. What it said:\n${broker.lastWords()}`,
    );
  });
  // Its end after that is told by whoever watches the application.
  failed.catch(() => undefined);
  const late = AbortSignal.timeout(startLimitMs);
  const tooLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => {
      reject(
        new CommandError(`the broker was not ready within ${String(startLimitMs / 1000)} s. Its log: ${log}`),
      );
    });
  });
  const url = await Promise.race([address, failed, tooLate]);
  mkdirSync(path.dirname(addressFile(home)), { recursive: true, mode: 0o700 });
  const owner = nameOf(broker.child.pid ?? 0) ?? '';
  writeFileSync(addressFile(home), `${url}\n${owner}\n`, { mode: 0o600 });
  void broker.ended.then((code) => {
    rmSync(addressFile(home), { force: true });
    if (code !== 0) say(`the broker ended (${String(code)}). Its log: ${log}`);
  });
  return url;
}

export async function joinOrStartBroker(
  lifeline: Lifeline,
  root: string,
  home: string,
): Promise<RunningBroker> {
  const running = await findRunning(home);
  if (running !== undefined) return { url: running, joined: true };
  try {
    return { url: await start(lifeline, root, home), joined: false };
  } catch (error) {
    // Started at the same moment: one of the two has the home's storage, and says its address when it is ready.
    const url = await waitForOther(home);
    if (url === undefined) throw error;
    return { url, joined: true };
  }
}

async function waitForOther(home: string): Promise<string | undefined> {
  const giveUpAt = performance.now() + otherLimitMs;
  while (findHolder(path.join(home, 'broker', 'storage')) !== null && performance.now() < giveUpAt) {
    const url = await findRunning(home);
    if (url !== undefined) return url;
    await pause(100);
  }
  return undefined;
}

/** The file with the token of a local account, which the broker wrote. */
export function tokenFile(home: string, account: string): string {
  const folder = path.join(home, 'broker', 'tokens');
  const file = path.join(folder, account);
  if (existsSync(file)) return file;
  const there = existsSync(folder) ? readdirSync(folder).join(', ') : '';
  throw new CommandError(
    `the broker has no local account "${account}"${there === '' ? '' : `; it has: ${there}`}.`,
  );
}

/**
 * Attack: the keychain is locked and its password window stands open, unanswered; every further keychain call waits behind it.
 * Impact: keytar's calls filled the thread pool, so that all file access of the app stood still, the journal's and the wipe's included.
 * Mitigation: custody looks before it calls and never opens that window by itself; a native call that hangs all the same is given up after its
 * limit, and no other is started until it has settled.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { bundleChild } from '../electron/custody/bundle-child.ts';
import { startCustodyProcess, type CustodyProcess } from '../electron/custody/custody-process.ts';

const run = promisify(execFile);
/** For the calls that hang. A busy machine takes seconds over one that does not, and that must still be told apart from the limit. */
const LIMIT_MS = 6000;
const AT_ONCE_MS = 5000;
const notAnswering = { ok: false, error: { kind: 'not-answering' } };

let desktop: Desktop;
let script: string;
const started: CustodyProcess[] = [];
/** Without a limit it has the app's own. */
async function start(options: {
  readonly limitMs?: number;
  readonly noLook?: boolean;
}): Promise<CustodyProcess> {
  const folder = `${desktop.folder}/child`;
  const child = await startCustodyProcess({ env: desktop.env, folder, script, ...options });
  started.push(child);
  return child;
}

async function timed<T>(act: Promise<T>): Promise<{ readonly answer: T; readonly tookMs: number }> {
  const startedAt = performance.now();
  const answer = await act;
  return { answer, tookMs: performance.now() - startedAt };
}

/** The keychain's password window, when it is on the display. */
async function passwordWindow(): Promise<string | undefined> {
  const xdotool = (...words: readonly string[]): Promise<string> =>
    run('xdotool', words, { env: desktop.env }).then(
      ({ stdout }) => stdout,
      () => '',
    );
  const ids = (await xdotool('search', '--onlyvisible', '--name', '.')).split('\n').filter(Boolean);
  for (const id of ids) {
    if (/unlock|keyring|prompt|gcr/iu.test(await xdotool('getwindowname', id))) return id;
  }
  return undefined;
}

describe('a keychain that asks for its password', () => {
  beforeAll(async () => {
    desktop = await createDesktop({ trayHost: false, notifications: false, prompter: true });
    script = await bundleChild(desktop.folder);
    const child = await start({});
    expect(await child.call('write', 'Stint', 'stint-1', 'canary')).toEqual({ ok: true, value: null });
    await desktop.keyring.lock();
  });
  afterAll(async () => {
    for (const child of started) await child.kill();
    await desktop.stop();
  });

  it('is not made to ask by anything custody does by itself', async () => {
    const child = await start({});
    for (const call of ['read', 'delete', 'write', 'accounts', 'probe', 'recover', 'sweep']) {
      const { tookMs } = await timed(child.call(call, 'Stint', 'stint-1', 'x'));
      expect(tookMs).toBeLessThan(AT_ONCE_MS);
    }
    expect(await passwordWindow()).toBeUndefined();
  });

  it('is given up after the limit by a native call that hangs, and no other call is started', async () => {
    const child = await start({ limitMs: LIMIT_MS, noLook: true });
    const first = await timed(child.call('read', 'Stint', 'stint-1'));
    expect(first.answer).toEqual(notAnswering);
    expect(first.tookMs).toBeGreaterThanOrEqual(LIMIT_MS - 5);
    expect(first.tookMs).toBeLessThan(2 * LIMIT_MS);
    // Four such calls would have filled the thread pool.
    for (const call of ['read', 'write', 'delete', 'read', 'read', 'read']) {
      const { answer, tookMs } = await timed(child.call(call, 'Stint', 'stint-1', 'x'));
      expect(answer).toEqual(notAnswering);
      expect(tookMs).toBeLessThan(AT_ONCE_MS);
    }
    // Files still answer: a large secret's file is looked for.
    const { tookMs } = await timed(child.call('sealAndOpen', 'x'));
    expect(tookMs).toBeLessThan(AT_ONCE_MS);
    await child.kill();
  });

  it('says not-answering to the person who asked to unlock and did not answer', async () => {
    const child = await start({ limitMs: LIMIT_MS });
    const { answer, tookMs } = await timed(child.call('unlock'));
    expect(answer).toEqual(notAnswering);
    expect(tookMs).toBeLessThan(2 * LIMIT_MS);
    const window = await waitFor('the password window', passwordWindow);
    // Meanwhile everything else answers at once.
    const read = await timed(child.call('read', 'Stint', 'stint-1'));
    expect(read.answer).toEqual({ ok: false, error: { kind: 'locked' } });
    // The person answers after all; the same process goes on.
    // Without a window manager the keys go to where the pointer is.
    const words = ['mousemove', '--window', window, '60', '60', 'windowfocus', window];
    const { password } = desktop.keyring;
    await run('xdotool', [...words, 'type', '--delay', '40', password], { env: desktop.env });
    await run('xdotool', ['key', 'Return'], { env: desktop.env });
    await waitFor('the keyring to open', async () => !(await desktop.keyring.isLocked()));
    expect(await child.call('delete', 'Stint', 'stint-1')).toEqual({ ok: true, value: true });
    expect(await desktop.keyring.items('Stint')).toEqual([]);
  });
});

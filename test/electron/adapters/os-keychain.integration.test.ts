// The real native library against a real gnome-keyring; what is in it is always looked at by another process. One test for each failure of
// keytar that was seen: https://github.com/atom/node-keytar is archived, and its fork keeps them.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDesktop, type Desktop } from '../../desktop/desktop.ts';
import { bundleChild } from '../custody/bundle-child.ts';
import { startCustodyProcess, type CustodyProcess } from '../custody/custody-process.ts';

const run = promisify(execFile);
const SERVICE = 'Stint';

let desktop: Desktop;
let child: CustodyProcess;
let script: string;
const started: CustodyProcess[] = [];

async function start(
  options: { readonly limitMs?: number; readonly noLook?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CustodyProcess> {
  const { env = desktop.env, ...rest } = options;
  const one = await startCustodyProcess({ env, script, folder: `${desktop.folder}/child`, ...rest });
  started.push(one);
  return one;
}

/** What `secret-tool`, a program that knows nothing of us, finds. */
async function secretTool(account: string): Promise<string | null> {
  const found = run('secret-tool', ['lookup', 'service', SERVICE, 'username', account], { env: desktop.env });
  return found.then(
    ({ stdout }) => stdout,
    () => null,
  );
}

const ms = async (act: Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await act;
  return performance.now() - startedAt;
};

describe('the keychain of this computer', () => {
  beforeAll(async () => {
    desktop = await createDesktop({ display: false, trayHost: false, notifications: false });
    script = await bundleChild(desktop.folder);
    child = await start();
  });
  afterEach(async () => {
    if (await desktop.keyring.isLocked()) await desktop.keyring.unlock(desktop.keyring.password);
  });
  afterAll(async () => {
    for (const one of started) await one.kill();
    await desktop.stop();
  });

  it('writes what another program reads, and deletes what it then cannot find', async () => {
    expect(await child.call('write', SERVICE, 'stint-1', 'pass word ä')).toEqual({ ok: true, value: null });
    expect(await secretTool('stint-1')).toBe('pass word ä');
    expect(await child.call('read', SERVICE, 'stint-1')).toEqual({ ok: true, value: 'pass word ä' });
    expect(await child.call('delete', SERVICE, 'stint-1')).toEqual({ ok: true, value: true });
    expect(await secretTool('stint-1')).toBeNull();
    expect(await child.call('read', SERVICE, 'stint-1')).toEqual({ ok: true, value: null });
    expect(await child.call('delete', SERVICE, 'stint-1')).toEqual({ ok: true, value: false });
  });

  it('passes its own probe', async () => {
    expect(await child.call('probe')).toEqual({ ok: true, value: null });
    expect(await desktop.keyring.items(SERVICE)).toEqual([]);
  });

  it('keeps a secret over the Windows limit in a file that is worth nothing without its item', async () => {
    const large = 'canary-large '.repeat(400);
    await child.call('write', SERVICE, 'stint-large', large);
    expect(await child.call('read', SERVICE, 'stint-large')).toEqual({ ok: true, value: large });
    expect((await desktop.keyring.lookup(SERVICE, 'stint-large'))?.length).toBeLessThan(64);
    const { stdout } = await run('grep', ['-rl', 'canary-large', `${desktop.folder}/child`]).catch(() => ({
      stdout: '',
    }));
    expect(stdout).toBe('');
    await child.call('delete', SERVICE, 'stint-large');
    expect(await child.call('read', SERVICE, 'stint-large')).toEqual({ ok: true, value: null });
    expect(await desktop.keyring.items(SERVICE)).toEqual([]);
  });

  it('says locked for an item in a locked keyring, where keytar said null, false, or crashed', async () => {
    await child.call('write', SERVICE, 'stint-2', 'x');
    await desktop.keyring.lock();
    const locked = { ok: false, error: { kind: 'locked' } };
    expect(await child.call('read', SERVICE, 'stint-2')).toEqual(locked);
    expect(await child.call('delete', SERVICE, 'stint-2')).toEqual(locked);
    expect(await child.call('write', SERVICE, 'stint-3', 'y')).toEqual(locked);
    expect(await child.call('read', SERVICE, 'not there')).toEqual(locked);
    expect(await desktop.keyring.items(SERVICE)).toMatchObject([{ account: 'stint-2', locked: true }]);
    await desktop.keyring.unlock(desktop.keyring.password);
    expect(await child.call('delete', SERVICE, 'stint-2')).toEqual({ ok: true, value: true });
  });

  it('rejects by the library itself when nobody has looked beforehand', async () => {
    const blind = await start({ noLook: true });
    await blind.call('write', SERVICE, 'stint-4', 'x');
    await desktop.keyring.lock();
    const locked = { ok: false, error: { kind: 'locked' } };
    expect(await blind.call('read', SERVICE, 'stint-4')).toMatchObject(locked);
    expect(await blind.call('delete', SERVICE, 'stint-4')).toMatchObject(locked);
    expect(await blind.call('write', SERVICE, 'stint-4', 'y')).toMatchObject(locked);
    await desktop.keyring.unlock(desktop.keyring.password);
    expect(await blind.call('delete', SERVICE, 'stint-4')).toEqual({ ok: true, value: true });
  });

  it('does not fall back to kernel memory when the service is gone, and comes back with it', async () => {
    await desktop.keyring.stop();
    expect(await child.call('write', SERVICE, 'stint-5', 'x')).toMatchObject({
      ok: false,
      error: { kind: 'missing' },
    });
    expect(await child.call('accounts', SERVICE)).toMatchObject({ ok: false, error: { kind: 'missing' } });
    const blind = await start({ noLook: true });
    expect(await blind.call('write', SERVICE, 'stint-5', 'x')).toMatchObject({
      ok: false,
      error: { kind: 'missing' },
    });
    expect(await blind.call('read', SERVICE, 'stint-5')).toMatchObject({
      ok: false,
      error: { kind: 'missing' },
    });
    await desktop.keyring.start();
    expect(await child.call('read', SERVICE, 'stint-5')).toEqual({ ok: true, value: null });
  });

  it('says missing when there is no session bus', async () => {
    const { DBUS_SESSION_BUS_ADDRESS: _address, ...env } = desktop.env;
    const alone = await start({ env });
    for (const call of ['read', 'write', 'delete', 'accounts', 'unlock', 'probe']) {
      expect(await alone.call(call, SERVICE, 'stint-6', 'x')).toMatchObject({
        ok: false,
        error: { kind: 'missing' },
      });
    }
    const blind = await start({ env, noLook: true });
    expect(await blind.call('read', SERVICE, 'stint-6')).toMatchObject({
      ok: false,
      error: { kind: 'missing' },
    });
  });

  it('does 50 wipes within ten seconds, or twice as long as this machine needs to take 50', async () => {
    // All wait in one queue: on a busy machine the last of them would be given up at the app's own limit.
    const patient = await start({ limitMs: 60_000 });
    const taking = await ms(patient.call('takeMany', '50', '600'));
    expect(await desktop.keyring.items(SERVICE)).toHaveLength(50);
    const wiping = await ms(patient.call('wipe', 'all'));
    expect(await desktop.keyring.items(SERVICE)).toEqual([]);
    // Two seconds are for the bench, on a quiet machine. Taking them is as many calls, at the pace of this one as it is now.
    expect(wiping).toBeLessThan(Math.max(10_000, 2 * taking));
  });
});

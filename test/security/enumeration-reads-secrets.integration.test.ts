/**
 * Attack: what looks for left-over credentials reads every one of them, so each start puts all secrets of the service into the app's memory.
 * Impact: a memory dump, or a bug, leaks credentials the app had no reason to touch; a locked keychain asks for its password at start.
 * Mitigation: names are asked for over D-Bus (SearchItems, Attributes); no GetSecret crosses the bus, and a locked keychain answers too.
 */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { bundleChild } from '../electron/custody/bundle-child.ts';
import { startCustodyProcess, type CustodyProcess } from '../electron/custody/custody-process.ts';

let desktop: Desktop;
let child: CustodyProcess;
let seen = '';

/** All that crosses the bus from here on; monitors see the calls of everybody. */
async function listen(): Promise<() => Promise<string>> {
  const monitor = spawn('dbus-monitor', ['--session'], {
    env: desktop.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  monitor.stdout.setEncoding('utf8');
  monitor.stdout.on('data', (text: string) => {
    seen += text;
  });
  await waitFor('the monitor', () => seen.includes('NameLost') || seen.includes('NameAcquired'));
  return async () => {
    monitor.kill();
    return Promise.resolve(seen);
  };
}

describe('enumerating', () => {
  beforeAll(async () => {
    desktop = await createDesktop({ display: false, trayHost: false, notifications: false });
    const script = await bundleChild(desktop.folder);
    child = await startCustodyProcess({ env: desktop.env, folder: `${desktop.folder}/child`, script });
    await child.call('write', 'Stint', 'stint-a', 'canary-a');
    await child.call('write', 'Stint', 'stint-b', 'canary-b');
    await child.call('write', 'Stint keys', 'device-key', 'canary-c');
  });
  afterAll(async () => {
    await child.kill();
    await desktop.stop();
  });

  it('tells the names of a locked keychain without a GetSecret, an Unlock or a Prompt on the bus', async () => {
    await desktop.keyring.lock();
    const stop = await listen();
    const names = (await child.call('accounts', 'Stint')) as { ok: true; value: string[] };
    expect([...names.value].sort()).toEqual(['stint-a', 'stint-b']);
    // The monitor has seen what it had to see, so it would have seen the rest.
    await waitFor('the search on the bus', () => seen.includes('member=SearchItems'));
    await waitFor('the attributes on the bus', () => seen.includes('string "Attributes"'));
    const traffic = await stop();
    expect(traffic).not.toMatch(/member=(?:GetSecrets?|Unlock|Prompt|OpenSession)\b/u);
    expect(traffic).not.toContain('canary');
  });

  it('is a test that can fail: reading one secret is seen by the same monitor', async () => {
    await desktop.keyring.unlock(desktop.keyring.password);
    seen = '';
    const stop = await listen();
    await child.call('read', 'Stint', 'stint-a');
    await waitFor('the reading on the bus', () => /member=GetSecrets?\b/u.test(seen));
    await stop();
  });
});

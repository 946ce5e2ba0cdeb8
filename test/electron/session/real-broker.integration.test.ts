// The core with its real broker client, custody, device key and sealing against the real broker and its demo target. Only keychain, files and the
// desktop are faked. What end-to-end tests see from outside is seen here without a desktop.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import { createFetchBroker } from '../../../electron/adapters/fetch-broker.ts';
import { createMakeSealingKey } from '../../../electron/adapters/jose-sealing.ts';
import { createSystemClock } from '../../../electron/adapters/system-clock.ts';
import { createCustodian } from '../../../electron/custody/custodian.ts';
import { createDeviceKey } from '../../../electron/keys/device-key.ts';
import type { Core } from '../../../electron/ports/core.ts';
import { createCore } from '../../../electron/session/core.ts';
import { removeHome } from '../../desktop/homes.mjs';
import { createFakeHeartbeat } from '../../fakes/fake-clock.ts';
import { createFakeKeychain } from '../../fakes/fake-keychain.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';

let home: string;
let broker: ChildProcess;
let core: Core;
let copied: string[];
let log = '';
const keychain = createFakeKeychain();

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'stint-core-'));
  broker = spawn(process.execPath, ['broker/main.ts', '--port', '0'], {
    env: { ...process.env, STINT_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  broker.stderr?.on('data', (part: Buffer) => (log += part.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    broker.once('exit', (code) => reject(new Error(`The broker ended with ${String(code)}: ${log}`)));
    createInterface({ input: broker.stdout! }).on('line', (line) => {
      resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  const clock = createSystemClock();
  copied = [];
  core = createCore({
    custodian: createCustodian({
      keychain,
      service: 'Stint',
      clock,
      heartbeat: createFakeHeartbeat(),
      journal: createFakeLines(),
      platform: 'linux',
    }),
    connectBroker: createFetchBroker({ clock, random: () => 0.5, loopbackOnly: true }),
    loadDeviceKey: () => createDeviceKey({ keychain, service: 'Stint keys' }),
    makeSealingKey: createMakeSealingKey(),
    makeSshKey,
    openAgentDoor: async () => ({ ok: false, reason: 'other-stint' }),
    probeKeychain: async () => ({ ok: true, value: null }),
    signInStore: {
      load: async () => ({ ok: true, value: null }),
      save: async () => ({ ok: true, value: null }),
      forget: async () => ({ ok: true, value: null }),
    },
    tokenAtHand: {
      read: async () => readFileSync(join(home, 'broker', 'tokens', 'engineer'), 'utf8').trim(),
    },
    dialogs: { confirm: async () => true },
    clipboard: { put: async (text) => void copied.push(text), clear: async () => undefined },
    clock,
    newId: randomUUID,
    files: { preferences: createFakeLines(), history: createFakeLines(), outbox: createFakeLines() },
    brokerUrl: url,
    deviceName: 'test computer',
    languages: { system: ['en-GB'], forced: null, speak: () => undefined },
    keychainName: 'Test keychain',
    app: { version: '0.1.0', platform: 'linux', home },
  });
  await core.start();
});

afterAll(async () => {
  await core.quit('quit');
  broker.removeAllListeners('exit');
  const ended = new Promise((done) => broker.once('exit', done));
  broker.kill('SIGTERM');
  await ended;
  removeHome(home);
});

async function logIn(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url.replace(/sslmode=\w+/u, 'sslmode=disable') });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('select count(*) from pg_catalog.pg_tables');
    return rows[0]?.count;
  } finally {
    await client.end();
  }
}

it('elevates, holds, logs in, releases, and is refused afterwards', async () => {
  await vi.waitFor(() => expect(core.snapshot().profiles.offers).not.toBeNull(), 20_000);
  expect(core.snapshot()).toMatchObject({
    session: { session: 'signed-in', tryingOut: true },
    connection: { connection: 'connected' },
  });
  const order = { profileId: 'billing-read', durationSeconds: 900, reason: '', ticket: null };
  const asked = await core.perform('grant:request', order, 'window');
  expect(core.snapshot().troubles).toEqual([]);
  expect(asked).toMatchObject({ ok: true });
  const [live] = core.snapshot().live;
  expect(live).toMatchObject({ heldHere: true, grant: { status: 'active' } });
  const [credential] = live?.credentials ?? [];
  expect(credential?.custody.custody).toBe('held');

  await core.perform('credential:copy', { leaseId: credential!.leaseId, what: 'url' }, 'window');
  const [url = ''] = copied;
  expect(await logIn(url)).toMatch(/^\d+$/u);

  expect(await core.perform('grant:release', { grantId: live!.grant.id }, 'window')).toMatchObject({
    ok: true,
  });
  expect(keychain.items('Stint').size).toBe(0);
  await vi.waitFor(() => {
    expect(core.snapshot().history[0]?.grant).toMatchObject({
      status: 'ended',
      why: 'released',
      leases: [{ state: { state: 'revoked' } }],
    });
  }, 20_000);
  await expect(logIn(url)).rejects.toMatchObject({
    code: expect.stringMatching(/^28(?:P01|000)$/u) as string,
  });
  const password = decodeURIComponent(new URL(url).password);
  expect(JSON.stringify(core.snapshot()) + log).not.toContain(password);
});

it('is refused by the broker with a sentence, and holds nothing', async () => {
  const order = { profileId: 'billing-read', durationSeconds: 86_400, reason: '', ticket: null };
  const asked = await core.perform('grant:request', order, 'window');
  expect(asked).toMatchObject({ ok: false, error: { kind: 'refused', field: 'duration' } });
  expect(core.snapshot().live).toEqual([]);
});

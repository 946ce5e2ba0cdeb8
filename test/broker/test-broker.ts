// The broker's core on a real database, with a clock that stands still, leases in memory, and two people signed in.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, CompactSign, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { pino } from 'pino';
import type { Kysely } from 'kysely';
import { createUlids } from '../../broker/adapters/ulids.ts';
import { parseConfig } from '../../broker/config/parse-config.ts';
import { createBroker, type Broker, type BrokerDeps } from '../../broker/create-broker.ts';
import type { LeaseKeeper } from '../../broker/ports/lease-keeper.ts';
import type { WebhookClient } from '../../broker/ports/webhook-client.ts';
import type { PolicyStore } from '../../broker/policy/policy-store.ts';
import { openTestPolicies } from './test-policies.ts';
import type { Database } from '../../broker/storage/database.ts';
import { listenForNudges, type NudgeListener } from '../../broker/storage/nudge-listener.ts';
import { inTransaction } from '../../broker/storage/transaction.ts';
import { openStorage, type StorageAccess } from '../../broker/storage/open-storage.ts';
import type { Webhook } from '../../broker/webhooks/webhook.ts';
import { publicJwk, type PublicJwk } from '../../shared/api.ts';
import type { Source } from '../../shared/custody.ts';
import { createFakeClock, type FakeClock } from './fakes/fake-clock.ts';
import { createFakeLeaseKeeper, type FakeLeaseKeeper } from './fakes/fake-lease-keeper.ts';

export const SHIPPED = readFileSync(
  join(import.meta.dirname, '../../broker/config/stint.default.yaml'),
  'utf8',
);

const TELLS_NOBODY: WebhookClient = { post: () => Promise.reject(new Error('No webhook is configured.')) };

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // Whatever came back; the tests say what they expect of it.
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Desktop {
  readonly deviceId: string;
  readonly publicKey: PublicJwk;
  readonly privateKey: CryptoKey;
}

export interface TestBroker {
  readonly broker: Broker;
  readonly db: Kysely<Database>;
  readonly access: StorageAccess;
  readonly policies: PolicyStore;
  readonly clock: FakeClock;
  readonly nudges: NudgeListener;
  readonly leases: FakeLeaseKeeper;
  readonly tokens: Readonly<Record<string, string>>;
  readonly tokensFolder: string;
  /** All that was logged, as text. */
  readonly logged: () => string;
  call(
    who: string | null,
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    body?: unknown,
    headers?: object,
  ): Promise<Reply>;
  /** Stops it as a crash would leave it, and starts another on the same database. `again`: what is different. */
  stop(): Promise<void>;
}

export interface TestBrokerOptions {
  readonly access: StorageAccess;
  readonly yaml?: string;
  /** The policies as they stand then, in place of the shipped ones. */
  readonly cedar?: () => string;
  readonly clock?: FakeClock;
  readonly leases?: FakeLeaseKeeper;
  /** Instead of leases in memory. */
  readonly makeKeeper?: (parts: Pick<BrokerDeps, 'db' | 'clock' | 'newId'>) => LeaseKeeper;
  readonly tokensFolder?: string;
  readonly unavailable?: ReadonlyMap<string, string>;
  readonly webhooks?: readonly Webhook[];
  readonly webhookClient?: WebhookClient;
  /** As if this machine's clock and the storage's were not alike; else they are. */
  readonly clockWatch?: BrokerDeps['clockWatch'];
}

export async function startTestBroker(options: TestBrokerOptions): Promise<TestBroker> {
  const { access } = options;
  const clock = options.clock ?? createFakeClock();
  const newId = createUlids(clock);
  const leases = options.leases ?? createFakeLeaseKeeper(newId, clock.now);
  const parsed = parseConfig(options.yaml ?? SHIPPED, 'stint.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const config = parsed.value;
  const tokensFolder = options.tokensFolder ?? mkdtempSync(join(tmpdir(), 'stint-tokens-'));
  const db = await openStorage(access, () => undefined);
  leases.inTransaction = (work) => inTransaction(db, work);
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const { unavailable = new Map<string, string>(), webhooks = [], webhookClient = TELLS_NOBODY } = options;
  const policies = openTestPolicies(config, logger, options.cedar);
  const leaseKeeper = options.makeKeeper?.({ db, clock, newId }) ?? leases;
  const nudges = listenForNudges({ connection: access.run, clock, log: logger });
  const parts = {
    db,
    clock,
    newId,
    leaseKeeper,
    nudges,
    logger,
    config,
    policies,
    tokensFolder,
    unavailable,
  };
  const broker = await createBroker({
    ...parts,
    webhooks,
    webhookClient,
    clockWatch: options.clockWatch ?? { offsetMs: () => 0, isOff: () => false },
    random: () => 0,
    othersTurn: () => Promise.resolve(),
  });
  const tokens = Object.fromEntries(
    config.accounts.map(({ name }) => [name, readFileSync(join(tokensFolder, name), 'utf8').trim()]),
  );
  return {
    broker,
    db,
    access,
    policies,
    clock,
    nudges,
    leases,
    tokens,
    tokensFolder,
    logged: () => lines.join(''),
    async call(who, method, url, body, headers = {}) {
      const token = who === null ? null : (tokens[who] ?? who);
      const reply = await broker.http.inject({
        method,
        url,
        headers: {
          host: '127.0.0.1:7468',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          // A text goes out as it is, to try what is no JSON.
          ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body as object | string }),
      });
      const json = /json/u.test(String(reply.headers['content-type']));
      return {
        status: reply.statusCode,
        headers: reply.headers,
        text: reply.body,
        body: json ? (JSON.parse(reply.body) as Reply['body']) : {},
      };
    },
    async stop() {
      await broker.stop();
      await nudges.stop();
      await db.destroy();
      if (options.tokensFolder === undefined) rmSync(tokensFolder, { recursive: true, force: true });
    },
  };
}

export async function makeKey(): Promise<{ publicKey: PublicJwk; privateKey: CryptoKey }> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  return { publicKey: publicJwk.parse(strip(await exportJWK(pair.publicKey))), privateKey: pair.privateKey };
}

function strip(jwk: object): object {
  return Object.fromEntries(Object.entries(jwk).filter(([key]) => ['kty', 'crv', 'x', 'y'].includes(key)));
}

/** A desktop with a key of its own, registered for the account. */
export async function registerDesktop(broker: TestBroker, who: string, name = 'laptop'): Promise<Desktop> {
  const key = await makeKey();
  const deviceId = await calculateJwkThumbprint(key.publicKey, 'sha256');
  const reply = await broker.call(who, 'POST', '/v1/devices', { publicKey: key.publicKey, name });
  if (reply.status !== 200 || reply.body['id'] !== deviceId) throw new Error(reply.text);
  return { deviceId, ...key };
}

let nonces = 0;

export interface ProofParts {
  readonly grantId: string;
  readonly sealTo?: PublicJwk;
  readonly signedAt: number;
  readonly sshPublicKey?: string;
  readonly nonce?: string;
  readonly purpose?: string;
}

export async function signProof(key: CryptoKey, parts: ProofParts, alg = 'ES256'): Promise<string> {
  nonces += 1;
  const claims = {
    purpose: 'start',
    nonce: Buffer.from(`nonce-number-${String(nonces).padStart(8, '0')}`).toString('base64url'),
    ...parts,
    signedAt: new Date(parts.signedAt).toISOString(),
  };
  return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg }).sign(key);
}

/** The desktop asks for a later end; `parts` are what it signs other than it sends. */
export async function extendOn(
  broker: TestBroker,
  who: string,
  grantId: string,
  desktop: Desktop,
  asked: { readonly durationSeconds?: number; readonly reason?: string; readonly key?: string } = {},
  parts: object = {},
): Promise<Reply> {
  const { durationSeconds = 900, reason = 'not done yet', key = `extend-${String((nonces += 1))}` } = asked;
  const signedAt = broker.clock.now();
  const claims = { purpose: 'extend', grantId, durationSeconds, signedAt, ...parts };
  const proof = await signProof(desktop.privateKey, claims);
  const body = { deviceId: desktop.deviceId, durationSeconds, reason, proof, source: 'window' };
  const headers = { 'idempotency-key': key };
  return broker.call(who, 'POST', `/v1/grants/${grantId}/extend`, body, headers);
}

/** Asks and answers the grant's id. */
export async function askFor(
  broker: TestBroker,
  who: string,
  profileId = 'billing-read',
  durationSeconds = 900,
  key = `key-${String((nonces += 1))}`,
  source: Source = 'window',
): Promise<string> {
  const body = { profileId, durationSeconds, reason: 'looking at invoice 7', source };
  const reply = await broker.call(who, 'POST', '/v1/grants', body, { 'idempotency-key': key });
  if (reply.status !== 200) throw new Error(reply.text);
  // The answer's shape is checked where asking is tested.
  return (reply.body as { grant: { id: string } }).grant.id;
}

/** Starts the grant from the desktop; `sealKey` opens what comes back. */
export async function startOn(
  broker: Pick<TestBroker, 'call' | 'clock'>,
  who: string,
  grantId: string,
  desktop: Desktop,
  parts: Partial<ProofParts> = {},
  source: Source = 'window',
  /** What the request says in place of what was signed. */
  instead: { readonly sshPublicKey?: string | undefined } = {},
): Promise<Reply & { readonly sealKey: CryptoKey }> {
  const sealing = await makeKey();
  const proof = await signProof(desktop.privateKey, {
    grantId,
    sealTo: sealing.publicKey,
    signedAt: broker.clock.now(),
    ...parts,
  });
  const body = {
    deviceId: desktop.deviceId,
    sealTo: sealing.publicKey,
    proof,
    source,
    sshPublicKey: parts.sshPublicKey,
    ...instead,
  };
  const reply = await broker.call(who, 'POST', `/v1/grants/${grantId}/start`, body);
  return { ...reply, sealKey: sealing.privateKey };
}

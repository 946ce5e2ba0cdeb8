// The lease keeper with the PostgreSQL issuer on real servers: time ends a login, also when the target was away at that moment.
import { inspect } from 'node:util';
import type { Kysely } from 'kysely';
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { LeaseChange, LeaseKeeper } from '../../../broker/ports/lease-keeper.ts';
import type { Database } from '../../../broker/storage/database.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { startDemoServer, type DemoServer } from '../demo-server.ts';
import { makeDoor, type Door } from '../door.ts';
import { dump, startTestStorage, type TestStorage } from '../test-storage.ts';
import { requester } from '../requester.ts';

const reader = {
  id: 'billing-read',
  kind: 'postgresql',
  targetId: 'billing',
  targetName: 'billing',
  role: 'billing_read',
  database: 'billing',
} as const;

/** Time enough, also on a busy machine, for what is done with a login before its end. */
const LASTS_MS = 10_000;
const PATIENCE_MS = 40_000;

let storage: TestStorage;
let access: StorageAccess;
let db: Kysely<Database>;
let target: DemoServer;
let door: Door;
let keeper: LeaseKeeper;
const lines: unknown[] = [];
const changes: LeaseChange[] = [];
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [storage, target] = await Promise.all([startTestStorage(), startDemoServer()]);
  access = await storage.fresh();
  db = await openStorage(access, () => undefined);
  door = await makeDoor(target.superuser.port);
  const login = { ...target.issuerDeps.login, port: door.port };
  const issuer = createPostgresqlIssuer({ ...target.issuerDeps, login });
  const line = (facts: object, message: string) => void lines.push([facts, message]);
  keeper = createLeaseKeeper({
    db,
    clock: createSystemClock(),
    log: { info: line, warn: line, error: line },
    issuers: new Map([['billing', issuer]]),
    newId: () => ulid(),
    random: () => 0,
  });
  keeper.onChange((these) => changes.push(...these));
  await keeper.start();
  closing.push(
    () => keeper.stop(),
    () => issuer.close(),
    () => door.shut(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
  await db.destroy();
  await target.stop();
  await storage.stop();
});

async function mint(lastsMs: number) {
  const grantId = ulid();
  const outcome = await keeper.mintAll({
    grantId,
    entitlements: [reader],
    expiresAt: Date.now() + lastsMs,
    requester,
  });
  if (!outcome.ok) throw new Error(outcome.sentence);
  const [first] = outcome.leases;
  if (first === undefined) throw new Error('Nothing was minted.');
  const { connection, secret } = first.minted;
  return { grantId, who: { user: connection.username, password: secret.toString() } };
}
const stateOf = async (grantId: string) => (await keeper.leasesOf(grantId))[0]?.state;

// The first two wait for the clock most of their time, and do so side by side.
it.concurrent(
  'ends a login and its open session when its time is over, while another login still enters',
  async () => {
    const other = await mint(3_600_000);
    const { grantId, who } = await mint(LASTS_MS);
    const session = await target.open(who);
    expect((await session.query('SELECT name FROM customers LIMIT 1')).rowCount).toBe(1);
    expect(await target.tryToEnter({ ...who, password: 'wrong' })).toBe('28P01');
    await vi.waitFor(
      async () => expect(await stateOf(grantId)).toMatchObject({ state: 'revoked', sessionsEnded: 1 }),
      PATIENCE_MS,
    );
    expect(await session.broken).toBeInstanceOf(Error);
    expect(['28P01', '28000']).toContain(await target.tryToEnter(who));
    expect(await target.tryToEnter(other.who)).toBe('entered');
    await keeper.endGrant(other.grantId);
    await vi.waitFor(
      async () => expect(await stateOf(other.grantId)).toMatchObject({ state: 'revoked' }),
      PATIENCE_MS,
    );
  },
);

it.concurrent(
  'lets a login and its open session go on past the old end when it was extended, and ends both at the new one',
  async () => {
    const { grantId, who } = await mint(LASTS_MS);
    const oldEnd = Date.now() + LASTS_MS;
    const session = await target.open(who);
    expect(await keeper.extendAll({ grantId, expiresAt: oldEnd + LASTS_MS })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(oldEnd + 1_500), PATIENCE_MS);
    expect((await session.query('SELECT name FROM customers LIMIT 1')).rowCount).toBe(1);
    expect(await target.tryToEnter(who)).toBe('entered');
    await vi.waitFor(
      async () => expect(await stateOf(grantId)).toMatchObject({ state: 'revoked', sessionsEnded: 1 }),
      PATIENCE_MS,
    );
    expect(Date.now()).toBeGreaterThanOrEqual(oldEnd + LASTS_MS - 100);
    expect(await session.broken).toBeInstanceOf(Error);
    expect(['28P01', '28000']).toContain(await target.tryToEnter(who));
  },
);

it('leaves the old end where the target is away when it is asked to extend', async () => {
  const { grantId, who } = await mint(LASTS_MS);
  await door.shut();
  const outcome = await keeper.extendAll({ grantId, expiresAt: Date.now() + 3_600_000 });
  // A connection that was kept may be found broken, before a new one is refused.
  const sentence = /^billing did not answer as it should( \(ECONNREFUSED\))?\.$/u;
  expect(outcome.ok ? 'extended' : outcome.sentence).toMatch(sentence);
  await door.open();
  await vi.waitFor(
    async () => expect(await stateOf(grantId)).toMatchObject({ state: 'revoked' }),
    PATIENCE_MS,
  );
  expect(['28P01', '28000']).toContain(await target.tryToEnter(who));
});

it('ends a login whose target was away at the end, as soon as it is back', async () => {
  const { grantId, who } = await mint(3_600_000);
  await door.shut();
  await keeper.endGrant(grantId);
  // It goes on meanwhile: at least two.
  await vi.waitFor(async () => {
    const state = await stateOf(grantId);
    expect(state?.state === 'revoking' ? state.attempts : state).toBeGreaterThanOrEqual(2);
  }, PATIENCE_MS);
  expect(await target.tryToEnter(who)).toBe('entered');
  const refused = await keeper.mintAll({
    grantId: ulid(),
    entitlements: [reader],
    expiresAt: Date.now() + 60_000,
    requester,
  });
  expect(refused).toEqual({ ok: false, sentence: 'billing did not answer as it should (ECONNREFUSED).' });
  await door.open();
  await vi.waitFor(
    async () => expect(await stateOf(grantId)).toMatchObject({ state: 'revoked' }),
    PATIENCE_MS,
  );
  expect(['28P01', '28000']).toContain(await target.tryToEnter(who));
});

it('leaves no password in storage, log or changes', async () => {
  const { grantId, who } = await mint(3_600_000);
  await keeper.endGrant(grantId);
  await vi.waitFor(async () => expect(await stateOf(grantId)).toMatchObject({ state: 'revoked' }), 15_000);
  const everything = [await dump(access.owner), inspect([lines, changes], { depth: 10 })].join('\n');
  expect(everything).toContain(who.user);
  for (const secret of [who.password, target.issuerDeps.login.password, 'SCRAM-SHA-256$']) {
    expect(everything).not.toContain(secret);
  }
});

// A broker is killed between each pair of steps of minting and of revoking; the next one finds no login without a lease within 5 s.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { Issuer } from '../../../broker/ports/issuer.ts';
import type { LeaseKeeper } from '../../../broker/ports/lease-keeper.ts';
import type { EntitlementRule } from '../../../broker/ports/profile-rule.ts';
import type { Database } from '../../../broker/storage/database.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { startDemoServer, type DemoServer } from '../demo-server.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import type { DoomedOrder } from './doomed-broker.ts';

const entitlement: EntitlementRule = {
  id: 'billing-write',
  kind: 'postgresql',
  targetId: 'billing',
  targetName: 'billing',
  role: 'billing_write',
  database: 'billing',
};
const RESTART_LIMIT_MS = 5_000;

let storage: TestStorage;
let access: StorageAccess;
let db: Kysely<Database>;
let target: DemoServer;
let issuer: Issuer;
beforeAll(async () => {
  [storage, target] = await Promise.all([startTestStorage(), startDemoServer()]);
  access = await storage.fresh();
  db = await openStorage(access, () => undefined);
  issuer = createPostgresqlIssuer(target.issuerDeps);
  await target.asSuperuser(
    `CREATE SCHEMA desk; GRANT USAGE, CREATE ON SCHEMA desk TO billing_write, stint_left_behind;
     CREATE ROLE bystander LOGIN PASSWORD 'by'; GRANT CONNECT ON DATABASE billing TO bystander; GRANT USAGE ON SCHEMA desk TO bystander`,
  );
});
afterAll(async () => {
  await issuer.close();
  await db.destroy();
  await target.stop();
  await storage.stop();
});

function makeKeeper(): LeaseKeeper {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return createLeaseKeeper({
    db,
    clock: createSystemClock(),
    log,
    issuers: new Map([['billing', issuer]]),
    newId: () => ulid(),
    random: () => 0,
  });
}

async function dieAt(step: string): Promise<string> {
  const grantId = ulid();
  const { targetName, login, reachedAt, leftBehindRole } = target.issuerDeps;
  const order: DoomedOrder = {
    storage: access.run,
    issuer: { targetName, login, reachedAt, leftBehindRole },
    entitlements: [entitlement],
    grantId,
    dieAt: step,
  };
  const program = join(import.meta.dirname, 'doomed-broker.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const lifeline = vi.waitFor(() => expect(child.exitCode ?? child.signalCode).not.toBe(null), {
    timeout: 60_000,
  });
  await Promise.race([once(child, 'exit'), lifeline]).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  expect([child.signalCode, said]).toEqual(['SIGKILL', '']);
  return grantId;
}

/** Logins at the target that no lease stands for. */
async function strays(): Promise<readonly string[]> {
  const listed = await issuer.leasesAtTarget();
  if (!listed.ok) throw new Error(listed.error.sentence);
  const live = await db.selectFrom('lease').select('id').where('state', '<>', 'revoked').execute();
  return listed.value.filter((id) => !live.some((row) => row.id === id));
}

async function cleanDesk(grantId: string): Promise<void> {
  await target.asSuperuser(`DROP TABLE IF EXISTS desk."${grantId}"; DROP FUNCTION IF EXISTS desk.peek()`);
}

async function restartAndWait(grantId: string): Promise<void> {
  const keeper = makeKeeper();
  const startedAt = performance.now();
  try {
    await keeper.start();
    await vi.waitFor(
      async () => {
        const states = await db.selectFrom('lease').select('state').where('grant_id', '=', grantId).execute();
        expect(states.map(({ state }) => state)).toEqual(['revoked']);
        expect(await issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
      },
      { timeout: RESTART_LIMIT_MS, interval: 25 },
    );
    expect(performance.now() - startedAt).toBeLessThan(RESTART_LIMIT_MS);
  } finally {
    await keeper.stop();
  }
}

describe('after a broker was killed while minting', () => {
  it.each(['keeper:intended', 'issuer:minting', 'issuer:minted'])('at %s no login is left', async (step) => {
    const grantId = await dieAt(step);
    expect(await strays()).toEqual([]);
    await restartAndWait(grantId);
  });

  it('right after all was written, the login has its lease, and goes with it', async () => {
    const grantId = await dieAt('keeper:active');
    expect(await strays()).toEqual([]);
    const keeper = makeKeeper();
    await keeper.start();
    await keeper.endGrant(grantId);
    await keeper.stop();
    expect(await issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
  });
});

describe('after a broker was killed while revoking', () => {
  it.each([
    'keeper:claimed',
    'issuer:closed',
    'issuer:sessions-ended',
    'keeper:noted',
    'issuer:noted',
    'issuer:given-away',
    'issuer:dropped',
  ])('at %s the revocation is finished, and what was left behind is on record', async (step) => {
    const grantId = await dieAt(step);
    await restartAndWait(grantId);
    const [row] = await db.selectFrom('lease').selectAll().where('grant_id', '=', grantId).execute();
    expect(row?.left_behind).toEqual(['function desk.peek()', `table desk."${grantId}"`]);
    // The person's own session may have died with the killed program, which held it.
    expect(row?.sessions_ended).toBeLessThanOrEqual(1);
    expect(await target.tryToEnter({ user: 'bystander', password: 'by' }, 'SELECT desk.peek()')).toBe(
      '42501',
    );
    await cleanDesk(grantId);
  });

  it('after the last word nothing is done again', async () => {
    const grantId = await dieAt('keeper:revoked');
    const before = await sql`select count(*) from audit`.execute(db);
    await restartAndWait(grantId);
    expect((await sql`select count(*) from audit`.execute(db)).rows).toEqual(before.rows);
    await cleanDesk(grantId);
  });
});

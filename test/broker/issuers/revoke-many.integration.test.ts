// Many logins are taken away in few statements; what has sessions or things of its own is closed, and left for the way of one by one.
import { ulid } from 'ulid';
import { expect, it, vi } from 'vitest';
import { toAccount } from '../../../broker/issuers/postgresql/account.ts';
import type { IssuerResult, LeaseOrder, Minted } from '../../../broker/ports/issuer.ts';
import { requester } from '../requester.ts';
import { entitlement, inAnHour, onEachServer, refusals, type IssuerBench } from './issuer-bench.ts';

async function revokeMany(bench: IssuerBench, leaseIds: readonly string[]): Promise<readonly string[]> {
  const order = { entitlement: entitlement('billing_read'), expiresAt: inAnHour(), requester };
  const orders = leaseIds.map((leaseId) => ({ leaseId, ...order }));
  const result = await bench.issuer.revokeMany?.(orders, () => Promise.resolve());
  if (result?.ok !== true) throw new Error('The target could not be reached.');
  return result.value;
}

onEachServer('ending many logins at once', (bench) => {
  it('drops those without sessions or things of their own, and says so of those that were not there', async () => {
    const minted = [await bench.mint(), await bench.mint('billing_write'), await bench.mint()];
    const absent = ulid();
    const ids = minted.map(({ leaseId }) => leaseId);
    expect(new Set(await revokeMany(bench, [...ids, absent]))).toEqual(new Set([...ids, absent]));
    for (const { who } of minted) expect(refusals).toContain(await bench.server.tryToEnter(who));
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
    expect(new Set(await revokeMany(bench, ids))).toEqual(new Set(ids));
  });

  it('closes the others too, and leaves them to be ended one by one with all they left behind', async () => {
    const [plain, busy, owning] = [await bench.mint(), await bench.mint(), await bench.mint('billing_write')];
    const session = await bench.server.open(busy.who);
    await bench.server.ask(owning.who, 'CREATE TABLE desk.scratch (line text)');
    await bench.server.ask({ ...owning.who, database: 'archive' }, 'CREATE TABLE desk.scratch (line text)');
    const gone = await revokeMany(
      bench,
      [plain, busy, owning].map(({ leaseId }) => leaseId),
    );
    expect(gone).toEqual([plain.leaseId]);
    for (const { who } of [plain, busy, owning]) {
      expect(refusals).toContain(await bench.server.tryToEnter(who));
    }
    expect((await bench.revoke(busy.leaseId)).sessionsEnded).toBe(1);
    await session.broken;
    const { leftBehind } = await bench.revoke(owning.leaseId);
    expect(leftBehind).toEqual(['table desk.scratch in archive', 'table desk.scratch in billing']);
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
    for (const database of ['billing', 'archive']) {
      await bench.server.asSuperuser('DROP TABLE desk.scratch', database);
    }
  });

  it('drops none of them where one statement is refused, and each is ended by itself', async () => {
    const [first, second] = [await bench.mint(), await bench.mint()];
    // Made by somebody else: ours may neither close nor drop it from PostgreSQL 16 on.
    const foreign = ulid();
    await bench.server.asSuperuser(`CREATE ROLE ${toAccount(foreign)} SUPERUSER`);
    expect(await revokeMany(bench, [first.leaseId, foreign, second.leaseId])).toEqual([]);
    for (const { who } of [first, second]) expect(await bench.server.tryToEnter(who)).toBe('entered');
    await bench.revoke(first.leaseId);
    await bench.revoke(second.leaseId);
    await bench.server.asSuperuser(`DROP ROLE ${toAccount(foreign)}`);
  });

  it('makes a login also where its maker has been dropped by hand', async () => {
    const { leaseId } = await bench.mint();
    await bench.revoke(leaseId);
    await bench.server.asSuperuser(
      `DO $$ DECLARE maker text; BEGIN
        FOR maker IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'stint\\_maker\\_%' LOOP
          EXECUTE format('DROP ROLE %I', maker);
        END LOOP; END $$`,
    );
    // The same account, and so the same maker.
    const order = { leaseId, entitlement: entitlement('billing_read'), expiresAt: inAnHour(), requester };
    expect((await bench.issuer.mint(order)).ok).toBe(true);
    await bench.revoke(leaseId);
  });

  // SECURITY: issuer-absent-when-nobody-makes-it
  it('calls no login absent that is just being made, as by a broker that was killed meanwhile', async () => {
    const { leaseId } = await bench.mint();
    await bench.revoke(leaseId);
    const order = { leaseId, entitlement: entitlement('billing_read'), expiresAt: inAnHour(), requester };
    let seen = await endWhileMade(bench, order);
    // The issuer waits for locks for four seconds; a minting that has given up says nothing about what was found after it.
    for (let more = 3; more > 0 && isLockTimeout(seen.minted); more -= 1)
      seen = await endWhileMade(bench, order);
    expect(seen.together).toEqual([]);
    expect(seen.alone).toBe('billing is still making this login.');
    expect(seen.minted.ok).toBe(true);
    expect(await revokeMany(bench, [leaseId])).toEqual([leaseId]);
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
  });
});

/** What becomes of a login that is ended while its making waits in the server, and of the making. */
async function endWhileMade(bench: IssuerBench, order: LeaseOrder) {
  const superuser = { ...bench.server.superuser, database: 'postgres' };
  const [holding, watching] = [await bench.server.open(superuser), await bench.server.open(superuser)];
  try {
    await holding.query('BEGIN; LOCK TABLE pg_authid IN SHARE MODE');
    let over = false;
    const minting = bench.issuer.mint(order).finally(() => (over = true));
    await vi.waitFor(
      async () => {
        if (over) return;
        const waits =
          "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'CREATE ROLE'";
        expect((await watching.query(waits)).rows).toHaveLength(1);
      },
      { interval: 10 },
    );
    const together = await revokeMany(bench, [order.leaseId]);
    const alone = await bench.revoke(order.leaseId).then(
      () => 'ended',
      (error: unknown) => (error as Error).message,
    );
    await holding.query('COMMIT');
    return { together, alone, minted: await minting };
  } finally {
    await holding.end();
    await watching.end();
  }
}

/** SQLSTATE 55P03: lock_not_available. */
const isLockTimeout = (minted: IssuerResult<Minted>): boolean =>
  !minted.ok && minted.error.sentence.includes('(55P03)');

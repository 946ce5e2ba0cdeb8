// The look-around by the clock, beside other brokers, and in a race with a login that is just being made.
import pg from 'pg';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { DOWN, entitlementAt, makeBench, type Bench } from './keeper-bench.ts';

const MINUTE = 60_000;
/** A busy machine takes longer than the second that Vitest waits by itself. */
const waitFor = <T>(probe: () => T | Promise<T>): Promise<T> => vi.waitFor(probe, { timeout: 20_000 });

let storage: TestStorage;
let access: StorageAccess;
let bench: Bench;
/** What a look waits for. */
let gate = Promise.withResolvers<undefined>();
beforeAll(async () => {
  storage = await startTestStorage();
  access = await storage.fresh();
});
afterAll(() => storage.stop());
beforeEach(async () => {
  bench = await makeBench(access);
});
afterEach(async () => {
  // Where a test failed, the look under way would keep its broker from stopping.
  gate.resolve(undefined);
  await bench.stop();
});

/** A look is over when nobody has the target any more. */
async function looked(times: number): Promise<void> {
  await waitFor(async () => {
    // A timer that was set a moment late is due now.
    bench.clock.advance(0);
    expect(bench.issuers.books.looks).toBe(times);
    const rows = await bench.db.selectFrom('look_around').select('claim').execute();
    expect(rows.map(({ claim }) => claim)).toEqual([null, null]);
  });
}

/** A lease that was revoked, and looked for, before its login appeared again. */
async function revokedAndBack(): Promise<string> {
  const { leases } = await bench.mint(ulid(), [entitlementAt('books')], 1_000);
  const id = leases[0]?.lease.id ?? '';
  await bench.keeper.start();
  await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
  await looked(1);
  bench.issuers.books.logins.add(id);
  return id;
}

const found = async (): Promise<number> =>
  (await bench.auditActions()).filter((action) => action === 'login-found-without-lease').length;

describe('the look-around', () => {
  it('comes at the start, after 10 and after 20 minutes, and takes away what appeared in between', async () => {
    await bench.keeper.start();
    await looked(1);
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    bench.clock.advance(10 * MINUTE - 1);
    await looked(1);
    expect([...bench.issuers.books.logins]).toEqual([stranger]);
    bench.clock.advance(1);
    await looked(2);
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    expect(bench.issuers.books.revoked).toEqual([stranger]);
    bench.clock.advance(10 * MINUTE);
    await looked(3);
  });

  it('comes again where the last one failed', async () => {
    bench.issuers.books.failing = DOWN;
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await looked(1);
    bench.clock.advance(10 * MINUTE);
    await looked(2);
    bench.issuers.books.failing = undefined;
    bench.clock.advance(10 * MINUTE);
    await bench.advanceUntil(() => bench.issuers.books.revoked.includes(stranger), MINUTE);
    expect(bench.issuers.books.looks).toBe(3);
  });

  it('has a session that has outlived its login ended, by what was noted of it, and nobody else’s', async () => {
    const { books } = bench.issuers;
    books.found = { sessionsEnded: 1, leftBehind: [], mark: '77' };
    const { leases } = await bench.mint(ulid(), [entitlementAt('books')], 1_000);
    await bench.keeper.start();
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    await looked(1);
    books.marks.add('77').add('88');
    bench.clock.advance(10 * MINUTE);
    await bench.advanceUntil(() => books.revoked.length > 1, MINUTE);
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    expect(books.revoked).toEqual([leases[0]?.lease.id, leases[0]?.lease.id]);
    expect([...books.marks]).toEqual(['88']);
  });

  it('takes away nothing whose lease is written down while it looks', async () => {
    gate = Promise.withResolvers<undefined>();
    bench.issuers.books.beforeLook = () => gate.promise;
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await waitFor(() => expect(bench.issuers.books.looks).toBe(1));
    const { leases } = await bench.mint(ulid(), [entitlementAt('books')]);
    gate.resolve(undefined);
    await bench.advanceUntil(() => bench.issuers.books.revoked.length > 0, MINUTE);
    expect(bench.issuers.books.revoked).toEqual([stranger]);
    expect([...bench.issuers.books.logins]).toEqual(leases.map(({ lease }) => lease.id));
    const told = bench.lines.filter(({ message }) => message.startsWith('Found logins'));
    expect(told.map(({ facts }) => facts)).toEqual([{ targetId: 'books', leases: [stranger] }]);
  });
});

// SECURITY: lease-strays-once
describe('two brokers', () => {
  it('look at a target one after the other, and find a login once', async () => {
    gate = Promise.withResolvers<undefined>();
    bench.issuers.books.afterLook = () => gate.promise;
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await waitFor(() => expect(bench.issuers.books.looks).toBe(1));
    bench.issuers.books.afterLook = () => Promise.resolve();
    const other = bench.another();
    await other.start();
    // It has tried by then, and left the target alone.
    await other.stop();
    expect(bench.issuers.books.looks).toBe(1);
    gate.resolve(undefined);
    await bench.advanceUntil(() => bench.issuers.books.revoked.length > 0, MINUTE);
    expect(bench.issuers.books.revoked).toEqual([stranger]);
    expect(await found()).toBe(1);
  });

  it('share the ten minutes: one looks for both', async () => {
    const other = bench.another();
    await bench.keeper.start();
    await looked(1);
    await other.start();
    await looked(2);
    bench.clock.advance(10 * MINUTE);
    await looked(3);
    // The one that came second has tried again when the other's claim would have run out.
    bench.clock.advance(9 * MINUTE);
    await Promise.all([bench.keeper.stop(), other.stop()]);
    expect(bench.issuers.books.looks).toBe(3);
  });

  it('write down a login once where one was taken for dead and comes back late', async () => {
    gate = Promise.withResolvers<undefined>();
    bench.issuers.books.afterLook = () => gate.promise;
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await waitFor(() => expect(bench.issuers.books.looks).toBe(1));
    bench.issuers.books.afterLook = () => Promise.resolve();
    bench.clock.jump(4_000);
    const other = bench.another();
    await other.start();
    await waitFor(() => expect(bench.issuers.books.looks).toBe(2));
    await bench.advanceUntil(() => bench.issuers.books.revoked.length > 0, MINUTE);
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    gate.resolve(undefined);
    await bench.keeper.stop();
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    expect(bench.issuers.books.revoked).toEqual([stranger]);
    expect(await found()).toBe(1);
    expect((await bench.auditActions()).filter((action) => action === 'lease-end-ordered')).toEqual([]);
  });
  it('leave the claim of the other alone where they come back late', async () => {
    gate = Promise.withResolvers<undefined>();
    bench.issuers.books.afterLook = () => gate.promise;
    await bench.keeper.start();
    await waitFor(() => expect(bench.issuers.books.looks).toBe(1));
    const second = Promise.withResolvers<undefined>();
    bench.issuers.books.afterLook = () => second.promise;
    bench.clock.jump(4_000);
    await bench.another().start();
    await waitFor(() => expect(bench.issuers.books.looks).toBe(2));
    const claim = async (): Promise<unknown> =>
      (await query(bench.access.owner, "select claim from look_around where target_id = 'books'")).rows;
    const others = await claim();
    expect(others).not.toEqual([{ claim: null }]);
    gate.resolve(undefined);
    // It has written what it had to by then.
    await bench.keeper.stop();
    expect(await claim()).toEqual(others);
    second.resolve(undefined);
  });

  it('order no end of a login that another is just writing down as gone', async () => {
    const id = await revokedAndBack();
    const client = new pg.Client(bench.access.owner);
    await client.connect();
    try {
      await client.query(`begin; select from lease where id = '${id}' for update`);
      bench.clock.advance(10 * MINUTE);
      await waitFor(async () => {
        const { rows } = await query(
          bench.access.owner,
          "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        );
        expect(rows).toHaveLength(1);
      });
      await client.query(
        `update lease set revoked_at = revoked_at + interval '1 hour' where id = '${id}'; commit`,
      );
      await looked(2);
    } finally {
      await client.end();
    }
    const orders = (await bench.auditActions()).filter((action) => action === 'lease-end-ordered');
    expect(orders).toHaveLength(1);
  });

  it('order the end of a login that was found again once', async () => {
    const id = await revokedAndBack();
    gate = Promise.withResolvers<undefined>();
    bench.issuers.books.afterLook = () => gate.promise;
    bench.clock.advance(10 * MINUTE);
    await waitFor(() => {
      bench.clock.advance(0);
      expect(bench.issuers.books.looks).toBe(2);
    });
    bench.issuers.books.afterLook = () => Promise.resolve();
    bench.clock.jump(4_000);
    await bench.another().start();
    // Before the clock goes on: the one that was taken for dead would renew its claim.
    await waitFor(() => expect(bench.issuers.books.looks).toBe(3));
    await bench.advanceUntil(() => bench.issuers.books.revoked.length > 1, MINUTE);
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    gate.resolve(undefined);
    await bench.keeper.stop();
    await bench.advanceUntil(bench.areAll('revoked'), MINUTE);
    expect(bench.issuers.books.revoked).toEqual([id, id]);
    const orders = (await bench.auditActions()).filter((action) => action === 'lease-end-ordered');
    // At its end, and when it was found again.
    expect(orders).toHaveLength(2);
  });
});

// The end of a lease: on time, early, in spite of targets that fail, and once where several brokers share the work.
import pg from 'pg';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { BOTH, DOWN, entitlementAt, HOUR, makeBench, type Bench } from './keeper-bench.ts';

let storage: TestStorage;
let access: StorageAccess;
let bench: Bench;
beforeAll(async () => {
  storage = await startTestStorage();
  access = await storage.fresh();
});
afterAll(() => storage.stop());
beforeEach(async () => {
  bench = await makeBench(access);
});
afterEach(() => bench.stop());

describe('the end', () => {
  it('comes at the instant that was ordered and not before', async () => {
    await bench.keeper.start();
    await bench.mint();
    bench.clock.advance(HOUR - 1000);
    await vi.waitFor(() => expect(bench.clock.timers()).toBeGreaterThan(0));
    expect(await bench.states()).toEqual(['active', 'active']);
    expect(bench.issuers.books.revoked).toEqual([]);
    await bench.advanceUntil(bench.areAll('revoked'), 6000);
    expect(bench.issuers.books.logins.size + bench.issuers.wages.logins.size).toBe(0);
  });

  it('is not put off by a look that was under way when it was due', async () => {
    await bench.keeper.start();
    await bench.mint(ulid(), [entitlementAt('books')], 10_000);
    await vi.waitFor(() => expect(bench.clock.timers()).toBeGreaterThan(1));
    const owner = new pg.Client(bench.access.owner);
    await owner.connect();
    try {
      await owner.query('begin; lock table lease in access exclusive mode');
      // A look begins before the end and is held up by the storage until after it.
      bench.clock.advance(9000);
      await vi.waitFor(async () => {
        const waiting =
          "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        expect((await owner.query(waiting)).rowCount).toBeGreaterThan(0);
      });
      bench.clock.advance(1500);
      await owner.query('commit');
    } finally {
      await owner.end();
    }
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['revoked']));
  });

  it('comes early when it is ordered, once however often', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await bench.mint(grantId);
    await Promise.all([bench.keeper.endGrant(grantId), bench.keeper.endGrant(grantId)]);
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['revoked', 'revoked']));
    await bench.keeper.endGrant(grantId);
    expect(bench.issuers.books.revoked).toHaveLength(1);
    const leases = await bench.keeper.leasesOf(grantId);
    expect(leases.map(({ state }) => state)).toEqual([
      { state: 'revoked', revokedAt: bench.clock.now(), sessionsEnded: 0, leftBehind: [] },
      { state: 'revoked', revokedAt: bench.clock.now(), sessionsEnded: 0, leftBehind: [] },
    ]);
  });

  it('leaves other grants alone', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await bench.mint(grantId, [entitlementAt('books')]);
    const other = await bench.mint(ulid(), [entitlementAt('books')]);
    await bench.keeper.endGrant(grantId);
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['revoked', 'active']));
    expect([...bench.issuers.books.logins]).toEqual([other.leases[0]?.lease.id]);
  });

  it('is tried again, slower each time, called stuck after six, until the target is back', async () => {
    await bench.keeper.start();
    await bench.mint(ulid(), [entitlementAt('books')], 1000);
    bench.issuers.books.failing = DOWN;
    const attempts = async () =>
      (await bench.db.selectFrom('lease').select('attempts').executeTakeFirst())?.attempts;
    await bench.advanceUntil(async () => ((await attempts()) ?? 0) >= 1, 10_000);
    expect(await bench.states()).toEqual(['revoking']);
    await bench.advanceUntil(async () => ((await attempts()) ?? 0) >= 8, 600_000);
    expect(await bench.states()).toEqual(['stuck']);
    // Told after the commit.
    const eighth = { state: 'revoking', attempts: 8 };
    await vi.waitFor(() => expect(bench.changes.map(({ lease }) => lease.state)).toContainEqual(eighth));
    expect(bench.lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
    // Once, for whoever is told by webhooks.
    const facts = await bench.db.selectFrom('announcement').select('fact').execute();
    expect(facts).toMatchObject([
      { fact: { kind: 'lease-stuck', lease: { targetId: 'books', attempts: 6, trouble: DOWN.sentence } } },
    ]);
    bench.issuers.books.failing = undefined;
    await bench.advanceUntil(bench.areAll('revoked'), 600_000);
    expect(bench.issuers.books.logins.size).toBe(0);
  });

  it('is ordered by a broker that is stopping, and carried out before it is gone', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await bench.mint(grantId);
    await bench.keeper.endGrant(grantId);
    await bench.keeper.stop();
    expect(await bench.states()).toEqual(['revoked', 'revoked']);
  });

  it('keeps what a failed attempt has seen', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await bench.mint(grantId, [entitlementAt('books')]);
    const { books } = bench.issuers;
    const { revoke } = books;
    let first = true;
    books.revoke = async (order, noteDown) => {
      if (!first) return revoke(order, noteDown);
      first = false;
      await noteDown({ sessionsEnded: 2, leftBehind: ['table public.scratch'] });
      return { ok: false, error: DOWN };
    };
    books.found = { sessionsEnded: 1, leftBehind: ['table public.scratch', 'function public.peek()'] };
    await bench.keeper.endGrant(grantId);
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    expect((await bench.keeper.leasesOf(grantId))[0]?.state).toMatchObject({
      sessionsEnded: 3,
      leftBehind: ['table public.scratch', 'function public.peek()'],
    });
  });

  it('tells of what was left behind no more than can be sent, however much it is', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await bench.mint(grantId, [entitlementAt('books')]);
    const all = Array.from(
      { length: 5000 },
      (_, at) => `function public.f${String(at)}(${'x'.repeat(at === 0 ? 5000 : 1)})`,
    );
    bench.issuers.books.found = { sessionsEnded: 1, leftBehind: all };
    await bench.keeper.endGrant(grantId);
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    const state = (await bench.keeper.leasesOf(grantId))[0]?.state;
    const told = state?.state === 'revoked' ? state.leftBehind : [];
    expect(told).toHaveLength(101);
    expect(told.at(-1)).toBe('and 4900 more');
    expect(Math.max(...told.map((each) => each.length))).toBe(300);
  });

  it('is not held up by another target that does not answer', async () => {
    await bench.keeper.start();
    bench.issuers.books.gate = new Promise(() => undefined);
    const grantId = ulid();
    const wagesOnly = ulid();
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.books.gate = Promise.resolve();
    await bench.mint(
      grantId,
      Array.from({ length: 12 }, () => entitlementAt('books')),
    );
    await bench.mint(wagesOnly, [entitlementAt('wages')]);
    bench.issuers.books.gate = gate.promise;
    await bench.keeper.endGrant(grantId);
    await bench.keeper.endGrant(wagesOnly);
    await vi.waitFor(() => expect(bench.issuers.wages.revoked).toHaveLength(1));
    expect(bench.issuers.books.revoked).toEqual([]);
    gate.resolve(undefined);
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
  });
});

describe('several brokers on one storage', () => {
  it('revoke each lease once', async () => {
    const keepers = [bench.keeper, bench.another(), bench.another()];
    const grantIds = Array.from({ length: 20 }, () => ulid());
    for (const grantId of grantIds) await bench.mint(grantId, BOTH, 2000);
    await Promise.all(keepers.map((keeper) => keeper.start()));
    await bench.advanceUntil(bench.areAll('revoked'), 20_000);
    for (const issuer of Object.values(bench.issuers)) {
      expect(issuer.revoked).toHaveLength(20);
      expect(new Set(issuer.revoked).size).toBe(20);
    }
  });

  it('take over a lease from one that was killed, which then changes nothing any more', async () => {
    const gate = Promise.withResolvers<undefined>();
    const grantId = ulid();
    await bench.mint(grantId, [entitlementAt('books')]);
    // The killed one: its clock stands still, so it never renews its claim, and its target never answers.
    const slow = {
      ...bench.issuers.books,
      revoke: () => gate.promise.then(() => ({ ok: true as const, value: null })),
    };
    const killed = bench.another({
      clock: createFakeClock(bench.clock.now()),
      issuers: new Map([['books', slow]]),
    });
    await killed.start();
    await killed.endGrant(grantId);
    await vi.waitFor(async () =>
      expect((await bench.db.selectFrom('lease').select('claim').execute())[0]?.claim).not.toBe(null),
    );
    await bench.keeper.start();
    // Three seconds until the claim runs out, and no more than one until somebody looks.
    await bench.advanceUntil(bench.areAll('revoked'), 4_000);
    // Told after the commit.
    await vi.waitFor(() => expect(bench.changes.at(-1)?.lease.state.state).toBe('revoked'));
    const told = bench.changes.length;
    const before = await bench.auditActions();
    gate.resolve(undefined);
    await killed.stop();
    expect(await bench.auditActions()).toEqual(before);
    expect(bench.changes).toHaveLength(told);
  });

  it('leave a slow one at work alone while it renews its claim', async () => {
    await bench.keeper.start();
    const gate = Promise.withResolvers<undefined>();
    const grantId = ulid();
    await bench.mint(grantId, [entitlementAt('books')]);
    bench.issuers.books.gate = gate.promise;
    await bench.keeper.endGrant(grantId);
    await vi.waitFor(() => expect(bench.issuers.books.waiting).toBe(1));
    const other = bench.another();
    await other.start();
    try {
      const startedAt = bench.clock.now();
      await bench.advanceUntil(async () => {
        const row = await bench.db.selectFrom('lease').select('claimed_until').executeTakeFirst();
        // Renewed in time: only then does time go on.
        expect(row?.claimed_until ?? 0).toBeGreaterThan(bench.clock.now() + 1000);
        return bench.clock.now() >= startedAt + 15_000;
      }, 15_000);
    } finally {
      // Also where it fails: nothing can stop while its target holds it up.
      gate.resolve(undefined);
    }
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    expect(bench.issuers.books.revoked).toHaveLength(1);
  });
});

import { inspect } from 'node:util';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import type { MintOutcome } from '../../../broker/ports/lease-keeper.ts';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { dump, startTestStorage, type TestStorage } from '../test-storage.ts';
import { SECRET } from './fake-issuer.ts';
import { entitlementAt, HOUR, makeBench, type Bench } from './keeper-bench.ts';

const both = [entitlementAt('books'), entitlementAt('wages')];
const down = { kind: 'unreachable', sentence: 'books did not answer.' } as const;

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

async function mint(
  grantId = ulid(),
  entitlements = both,
  lastsMs = HOUR,
): Promise<MintOutcome & { ok: true }> {
  const outcome = await bench.keeper.mintAll({
    grantId,
    entitlements,
    expiresAt: bench.clock.now() + lastsMs,
  });
  if (!outcome.ok) throw new Error(outcome.sentence);
  return outcome;
}
const areAll = (state: string) => async () => (await bench.states()).every((each) => each === state);
async function auditActions(): Promise<readonly string[]> {
  const rows = await bench.db.selectFrom('audit').select('entry').orderBy('seq').execute();
  // Entries are JSON that the audit itself has written.
  return rows.map(({ entry }) => (JSON.parse(entry) as { action: string }).action);
}

describe('minting', () => {
  it('writes each lease down before its login is made', async () => {
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.books.gate = gate.promise;
    const minting = mint();
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['intended', 'intended']));
    expect(bench.issuers.books.minted).toEqual([]);
    gate.resolve(undefined);
    const { leases } = await minting;
    expect(await bench.states()).toEqual(['active', 'active']);
    expect(leases.map(({ lease }) => [lease.targetName, lease.state.state])).toEqual([
      ['books', 'active'],
      ['wages', 'active'],
    ]);
    expect(leases.map(({ lease, minted }) => minted.connection.username === lease.account)).toEqual([
      true,
      true,
    ]);
  });

  it('mints all or none: what was minted is taken back, its secret zeroed', async () => {
    await bench.keeper.start();
    bench.issuers.wages.failing = { kind: 'refused', sentence: 'wages refused: no such role.' };
    const order = { grantId: ulid(), entitlements: both, expiresAt: bench.clock.now() + HOUR };
    expect(await bench.keeper.mintAll(order)).toEqual({
      ok: false,
      sentence: 'wages refused: no such role.',
    });
    expect(bench.issuers.books.secrets.map((secret) => secret.every((byte) => byte === 0))).toEqual([true]);
    bench.issuers.wages.failing = undefined;
    await bench.advanceUntil(areAll('revoked'), 10_000);
    expect(bench.issuers.books.minted).toHaveLength(1);
    expect(bench.issuers.books.logins.size).toBe(0);
  });

  it('refuses a target it does not know and writes nothing', async () => {
    const order = {
      grantId: ulid(),
      entitlements: [entitlementAt('moon')],
      expiresAt: bench.clock.now() + HOUR,
    };
    expect(await bench.keeper.mintAll(order)).toEqual({
      ok: false,
      sentence: 'The broker knows no target moon.',
    });
    expect(await bench.states()).toEqual([]);
  });

  it('hands out nothing when the grant ended meanwhile, and takes the login back', async () => {
    await bench.keeper.start();
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.books.gate = gate.promise;
    const grantId = ulid();
    const minting = bench.keeper.mintAll({
      grantId,
      entitlements: both,
      expiresAt: bench.clock.now() + HOUR,
    });
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['intended', 'intended']));
    await bench.keeper.endGrant(grantId);
    gate.resolve(undefined);
    expect(await minting).toMatchObject({ ok: false });
    await bench.advanceUntil(areAll('revoked'), 10_000);
    expect([...bench.issuers.books.logins, ...bench.issuers.wages.logins]).toEqual([]);
  });
});

describe('the end', () => {
  it('comes at the instant that was ordered and not before', async () => {
    await bench.keeper.start();
    await mint();
    bench.clock.advance(HOUR - 1000);
    await vi.waitFor(() => expect(bench.clock.timers()).toBeGreaterThan(0));
    expect(await bench.states()).toEqual(['active', 'active']);
    expect(bench.issuers.books.revoked).toEqual([]);
    await bench.advanceUntil(areAll('revoked'), 6000);
    expect(bench.issuers.books.logins.size + bench.issuers.wages.logins.size).toBe(0);
  });

  it('comes early when it is ordered, once however often', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await mint(grantId);
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
    await mint(grantId, [entitlementAt('books')]);
    const other = await mint(ulid(), [entitlementAt('books')]);
    await bench.keeper.endGrant(grantId);
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['revoked', 'active']));
    expect([...bench.issuers.books.logins]).toEqual([other.leases[0]?.lease.id]);
  });

  it('is tried again, slower each time, called stuck after six, until the target is back', async () => {
    await bench.keeper.start();
    await mint(ulid(), [entitlementAt('books')], 1000);
    bench.issuers.books.failing = down;
    const attempts = async () =>
      (await bench.db.selectFrom('lease').select('attempts').executeTakeFirst())?.attempts;
    await bench.advanceUntil(async () => (await attempts()) === 1, 10_000);
    expect(await bench.states()).toEqual(['revoking']);
    await bench.advanceUntil(async () => (await attempts()) === 8, 300_000);
    expect(await bench.states()).toEqual(['stuck']);
    const told = bench.changes.map(({ lease }) => lease.state).filter(({ state }) => state === 'revoking');
    expect(told).toContainEqual({ state: 'revoking', attempts: 8 });
    expect(bench.lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
    bench.issuers.books.failing = undefined;
    await bench.advanceUntil(areAll('revoked'), 1_000_000);
    expect(bench.issuers.books.logins.size).toBe(0);
  });

  it('is ordered by a broker that is stopping, and carried out before it is gone', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await mint(grantId);
    await bench.keeper.endGrant(grantId);
    await bench.keeper.stop();
    expect(await bench.states()).toEqual(['revoked', 'revoked']);
  });

  it('keeps what a failed attempt has seen', async () => {
    await bench.keeper.start();
    const grantId = ulid();
    await mint(grantId, [entitlementAt('books')]);
    const { books } = bench.issuers;
    const { revoke } = books;
    let first = true;
    books.revoke = async (order, noteDown) => {
      if (!first) return revoke(order, noteDown);
      first = false;
      await noteDown({ sessionsEnded: 2, leftBehind: ['table public.scratch'] });
      return { ok: false, error: down };
    };
    books.found = { sessionsEnded: 1, leftBehind: ['table public.scratch', 'function public.peek()'] };
    await bench.keeper.endGrant(grantId);
    await bench.advanceUntil(areAll('revoked'), 10_000);
    expect((await bench.keeper.leasesOf(grantId))[0]?.state).toMatchObject({
      sessionsEnded: 3,
      leftBehind: ['table public.scratch', 'function public.peek()'],
    });
  });

  it('is not held up by another target that does not answer', async () => {
    await bench.keeper.start();
    bench.issuers.books.gate = new Promise(() => undefined);
    const grantId = ulid();
    const wagesOnly = ulid();
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.books.gate = Promise.resolve();
    await mint(
      grantId,
      Array.from({ length: 12 }, () => entitlementAt('books')),
    );
    await mint(wagesOnly, [entitlementAt('wages')]);
    bench.issuers.books.gate = gate.promise;
    await bench.keeper.endGrant(grantId);
    await bench.keeper.endGrant(wagesOnly);
    await vi.waitFor(() => expect(bench.issuers.wages.revoked).toHaveLength(1));
    expect(bench.issuers.books.revoked).toEqual([]);
    gate.resolve(undefined);
    await bench.advanceUntil(areAll('revoked'), 10_000);
  });
});

describe('several brokers on one storage', () => {
  it('revoke each lease once', async () => {
    const keepers = [bench.keeper, bench.another(), bench.another()];
    const grantIds = Array.from({ length: 20 }, () => ulid());
    for (const grantId of grantIds) await mint(grantId, both, 2000);
    await Promise.all(keepers.map((keeper) => keeper.start()));
    await bench.advanceUntil(areAll('revoked'), 20_000);
    for (const issuer of Object.values(bench.issuers)) {
      expect(issuer.revoked).toHaveLength(20);
      expect(new Set(issuer.revoked).size).toBe(20);
    }
  });

  it('take over a lease from one that was killed, which then changes nothing any more', async () => {
    const gate = Promise.withResolvers<undefined>();
    const grantId = ulid();
    await mint(grantId, [entitlementAt('books')]);
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
    await bench.advanceUntil(areAll('revoked'), 10_000);
    const told = bench.changes.length;
    const before = await auditActions();
    gate.resolve(undefined);
    await killed.stop();
    expect(await auditActions()).toEqual(before);
    expect(bench.changes).toHaveLength(told);
  });

  it('leave a slow one at work alone while it renews its claim', async () => {
    await bench.keeper.start();
    const gate = Promise.withResolvers<undefined>();
    const grantId = ulid();
    await mint(grantId, [entitlementAt('books')]);
    bench.issuers.books.gate = gate.promise;
    await bench.keeper.endGrant(grantId);
    await vi.waitFor(async () =>
      expect((await bench.db.selectFrom('lease').select('claim').execute())[0]?.claim).not.toBe(null),
    );
    const other = bench.another();
    await other.start();
    const startedAt = bench.clock.now();
    await vi.waitFor(
      async () => {
        const until =
          (await bench.db.selectFrom('lease').select('claimed_until').execute())[0]?.claimed_until ?? 0;
        // Renewed in time: only then does time go on.
        expect(until).toBeGreaterThan(bench.clock.now() + 1000);
        if (bench.clock.now() < startedAt + 15_000) bench.clock.advance(500);
        expect(bench.clock.now()).toBeGreaterThanOrEqual(startedAt + 15_000);
      },
      { timeout: 20_000, interval: 20 },
    );
    gate.resolve(undefined);
    await bench.advanceUntil(areAll('revoked'), 10_000);
    expect(bench.issuers.books.revoked).toHaveLength(1);
  });
});

describe('looking around', () => {
  it('takes away a login that no lease knows', async () => {
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await bench.advanceUntil(
      async () => bench.issuers.books.logins.size === 0 && (await areAll('revoked')()),
      10_000,
    );
    expect(bench.issuers.books.revoked).toEqual([stranger]);
    expect(await auditActions()).toContain('login-found-without-lease');
  });

  it('takes away a login that was found again after its revocation', async () => {
    const { leases } = await mint(ulid(), [entitlementAt('books')], 1000);
    await bench.keeper.start();
    await bench.advanceUntil(areAll('revoked'), 10_000);
    bench.issuers.books.logins.add(leases[0]?.lease.id ?? '');
    bench.clock.advance(10 * 60_000);
    await bench.advanceUntil(() => bench.issuers.books.logins.size === 0, 10_000);
  });

  it('leaves a login alone that is just being made by another broker', async () => {
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.wages.gate = gate.promise;
    const minting = mint();
    await vi.waitFor(() => expect(bench.issuers.books.logins.size).toBe(1));
    const other = bench.another();
    await other.start();
    await other.stop();
    gate.resolve(undefined);
    expect((await minting).ok).toBe(true);
    expect(bench.issuers.books.revoked).toEqual([]);
  });

  it('says so when a target does not answer, and looks again later', async () => {
    bench.issuers.books.failing = down;
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await vi.waitFor(() =>
      expect(bench.lines.some(({ message }) => message.includes(down.sentence))).toBe(true),
    );
    bench.issuers.books.failing = undefined;
    bench.clock.advance(10 * 60_000);
    await bench.advanceUntil(() => bench.issuers.books.logins.size === 0, 10_000);
  });
});

describe('the record', () => {
  it('tells listeners only of what is committed', async () => {
    await bench.keeper.start();
    const seen: Promise<[string, string | undefined]>[] = [];
    bench.keeper.onChange(({ lease }) => {
      const row = bench.db.selectFrom('lease').select('state').where('id', '=', lease.id).executeTakeFirst();
      seen.push(row.then((found) => [lease.state.state, found?.state]));
    });
    const grantId = ulid();
    await mint(grantId, [entitlementAt('books')]);
    await Promise.all(seen);
    await bench.keeper.endGrant(grantId);
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['revoked']));
    const order = ['active', 'revoking', 'revoked'];
    for (const [told, stored] of await Promise.all(seen)) {
      expect(order.indexOf(stored ?? '')).toBeGreaterThanOrEqual(order.indexOf(told));
    }
    expect(bench.changes.map(({ lease }) => lease.state.state)).toEqual([
      'active',
      'revoking',
      'revoking',
      'revoked',
    ]);
  });

  it('holds every change in an unbroken audit, and no secret anywhere', async () => {
    await bench.keeper.start();
    await mint(ulid(), both, 1000);
    bench.issuers.books.failing = down;
    await bench.advanceUntil(() => bench.lines.length > 0, 10_000);
    bench.issuers.books.failing = undefined;
    await bench.advanceUntil(areAll('revoked'), 10_000);
    expect(new Set(await auditActions())).toEqual(
      new Set([
        'lease-intended',
        'lease-active',
        'lease-end-ordered',
        'lease-revocation-failed',
        'lease-revoked',
      ]),
    );
    expect((await verifyAudit(bench.db)).verdict).toBe('whole');
    const everything = [
      await dump(bench.access.owner),
      inspect([bench.lines, bench.changes], { depth: 10 }),
    ].join();
    expect(everything).toContain('login_');
    expect(everything).not.toContain(SECRET);
  });
});

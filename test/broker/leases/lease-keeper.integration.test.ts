// Leases from their being written down to the record they leave, and the logins that no lease knows.
import { inspect } from 'node:util';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { dump, startTestStorage, type TestStorage } from '../test-storage.ts';
import { SECRET } from './fake-issuer.ts';
import { BOTH, DOWN, entitlementAt, HOUR, makeBench, type Bench } from './keeper-bench.ts';
import { requester } from '../requester.ts';

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

describe('minting', () => {
  it('writes each lease down before its login is made', async () => {
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.books.gate = gate.promise;
    const minting = bench.mint();
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
    const order = { grantId: ulid(), entitlements: BOTH, expiresAt: bench.clock.now() + HOUR, requester };
    expect(await bench.keeper.mintAll(order)).toEqual({
      ok: false,
      sentence: 'wages refused: no such role.',
    });
    expect(bench.issuers.books.secrets.map((secret) => secret.every((byte) => byte === 0))).toEqual([true]);
    bench.issuers.wages.failing = undefined;
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    expect(bench.issuers.books.minted).toHaveLength(1);
    expect(bench.issuers.books.logins.size).toBe(0);
  });

  it('refuses a target it does not know and writes nothing', async () => {
    const order = {
      grantId: ulid(),
      entitlements: [entitlementAt('moon')],
      expiresAt: bench.clock.now() + HOUR,
      requester,
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
      entitlements: BOTH,
      expiresAt: bench.clock.now() + HOUR,
      requester,
    });
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['intended', 'intended']));
    await expect(
      bench.keeper.endGrant(grantId, () => Promise.reject(new Error('It is another’s by now.'))),
    ).rejects.toThrow('another’s');
    expect(await bench.states()).not.toContain('revoking');
    await bench.keeper.endGrant(grantId);
    gate.resolve(undefined);
    expect(await minting).toMatchObject({ ok: false });
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    expect([...bench.issuers.books.logins, ...bench.issuers.wages.logins]).toEqual([]);
  });
});

describe('looking around', () => {
  it('takes away a login that no lease knows', async () => {
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await bench.advanceUntil(
      async () => bench.issuers.books.logins.size === 0 && (await bench.areAll('revoked')()),
      10_000,
    );
    expect(bench.issuers.books.revoked).toEqual([stranger]);
    expect(await bench.auditActions()).toContain('login-found-without-lease');
  });

  it('takes away a login that was found again after its revocation', async () => {
    const { leases } = await bench.mint(ulid(), [entitlementAt('books')], 1000);
    await bench.keeper.start();
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    bench.issuers.books.logins.add(leases[0]?.lease.id ?? '');
    bench.clock.advance(10 * 60_000);
    await bench.advanceUntil(() => bench.issuers.books.logins.size === 0, 10_000);
  });

  it('leaves a login alone that is just being made by another broker', async () => {
    const gate = Promise.withResolvers<undefined>();
    bench.issuers.wages.gate = gate.promise;
    const minting = bench.mint();
    await vi.waitFor(() => expect(bench.issuers.books.logins.size).toBe(1));
    const other = bench.another();
    await other.start();
    await other.stop();
    gate.resolve(undefined);
    expect((await minting).ok).toBe(true);
    expect(bench.issuers.books.revoked).toEqual([]);
  });

  it('leaves logins alone that a lease knows, at every look', async () => {
    await bench.mint(ulid(), [entitlementAt('books')], HOUR);
    // A stranger at the same target shows that a look has judged them all.
    const strangers = [ulid(), ulid()];
    bench.issuers.books.logins.add(strangers[0] ?? '');
    const revoked = async (): Promise<number> =>
      (await bench.states()).filter((state) => state === 'revoked').length;
    await bench.keeper.start();
    // Written down as well: over a leap of ten minutes its claim would run out, and it would be revoked twice.
    await bench.advanceUntil(async () => (await revoked()) === 1, 10_000);
    bench.issuers.books.logins.add(strangers[1] ?? '');
    bench.clock.advance(10 * 60_000);
    await bench.advanceUntil(async () => (await revoked()) === 2, 10_000);
    expect(bench.issuers.books.revoked).toEqual(strangers);
    expect((await bench.states()).toSorted()).toEqual(['active', 'revoked', 'revoked']);
  });

  it('says so when a target does not answer, and looks again later', async () => {
    bench.issuers.books.failing = DOWN;
    const stranger = ulid();
    bench.issuers.books.logins.add(stranger);
    await bench.keeper.start();
    await vi.waitFor(() =>
      expect(bench.lines.some(({ message }) => message.includes(DOWN.sentence))).toBe(true),
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
    bench.keeper.onChange((changes) => {
      for (const { lease } of changes) {
        const row = bench.db
          .selectFrom('lease')
          .select('state')
          .where('id', '=', lease.id)
          .executeTakeFirst();
        seen.push(row.then((found) => [lease.state.state, found?.state]));
      }
    });
    const grantId = ulid();
    await bench.mint(grantId, [entitlementAt('books')]);
    await Promise.all(seen);
    await bench.keeper.endGrant(grantId);
    await vi.waitFor(async () => expect(await bench.states()).toEqual(['revoked']));
    // Told after the commit: by then it has told all.
    await bench.keeper.stop();
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
    await bench.mint(ulid(), BOTH, 1000);
    bench.issuers.books.failing = DOWN;
    // The look at the start may fail as well, and says so before.
    const failed = 'A login could not be taken back yet';
    await bench.advanceUntil(() => bench.lines.some(({ message }) => message.startsWith(failed)), 10_000);
    bench.issuers.books.failing = undefined;
    await bench.advanceUntil(bench.areAll('revoked'), 10_000);
    expect(new Set(await bench.auditActions())).toEqual(
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

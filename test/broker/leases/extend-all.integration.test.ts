// Moving the end of all leases of a grant: at every target first, then here, and of none where one does not agree.
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { DOWN, entitlementAt, HOUR, makeBench, type Bench } from './keeper-bench.ts';

let storage: TestStorage;
let access: StorageAccess;
let bench: Bench;
let grantId: string;
let endsAt: number;
let later: number;
beforeAll(async () => {
  storage = await startTestStorage();
  access = await storage.fresh();
});
afterAll(() => storage.stop());
beforeEach(async () => {
  bench = await makeBench(access);
  await bench.keeper.start();
  grantId = ulid();
  await bench.mint(grantId);
  endsAt = bench.clock.now() + HOUR;
  later = endsAt + HOUR;
});
afterEach(() => bench.stop());

const extend = (keeper = bench.keeper): ReturnType<typeof keeper.extendAll> =>
  keeper.extendAll({ grantId, expiresAt: later });

async function ends(): Promise<readonly unknown[]> {
  const rows = await bench.db.selectFrom('lease').select(['expires_at', 'due_at']).orderBy('id').execute();
  return rows.map((row) => [row.expires_at, row.due_at]);
}

it('moves every lease, at its target and here, and the old end passes unnoticed', async () => {
  const outcome = await extend();
  expect(outcome).toMatchObject({
    ok: true,
    leases: [{ state: { state: 'active' } }, { state: { state: 'active' } }],
  });
  expect(bench.issuers.books.ends.map(([, at]) => at)).toEqual([later]);
  expect(bench.issuers.wages.ends.map(([, at]) => at)).toEqual([later]);
  expect(await ends()).toEqual(Array(2).fill([later, later]));
  bench.clock.advance(HOUR + 60_000);
  expect(await bench.states()).toEqual(['active', 'active']);
  bench.clock.advance(HOUR - 61_000);
  expect(await bench.states()).toEqual(['active', 'active']);
  await bench.advanceUntil(bench.areAll('revoked'), 10_000);
  expect(bench.issuers.books.logins.size).toBe(0);
  const extended = (await bench.auditActions()).filter((action) => action === 'lease-extended');
  expect(extended).toHaveLength(2);
});

it('moves none where one target does not agree, and puts the others back', async () => {
  bench.issuers.wages.failing = DOWN;
  expect(await extend()).toEqual({ ok: false, sentence: DOWN.sentence });
  expect(bench.issuers.books.ends.map(([, at]) => at)).toEqual([later, endsAt]);
  expect(await ends()).toEqual(Array(2).fill([endsAt, endsAt]));
  bench.issuers.wages.failing = undefined;
  expect(await extend()).toMatchObject({ ok: true });
});

it('leaves the old end where the broker dies between the targets and the storage', async () => {
  const dying = bench.another({
    moved: () => Promise.reject(new Error('killed')),
  });
  await expect(extend(dying)).rejects.toThrow('killed');
  expect(await ends()).toEqual(Array(2).fill([endsAt, endsAt]));
  bench.clock.advance(HOUR - 1000);
  await bench.advanceUntil(bench.areAll('revoked'), 10_000);
});

it('brings back nothing whose end was ordered, or has come, while the targets were asked', async () => {
  const gate = Promise.withResolvers<undefined>();
  bench.issuers.wages.gate = gate.promise;
  const extending = extend();
  await bench.keeper.endGrant(grantId);
  gate.resolve(undefined);
  expect((await extending).ok).toBe(false);
  await bench.advanceUntil(bench.areAll('revoked'), 10_000);
  expect((await extend()).ok).toBe(false);
  expect(bench.issuers.books.logins.size + bench.issuers.wages.logins.size).toBe(0);
});

it('puts off no revocation that is being tried again', async () => {
  const single = ulid();
  await bench.mint(single, [entitlementAt('books')]);
  const gate = Promise.withResolvers<undefined>();
  bench.issuers.books.gate = gate.promise;
  const extending = bench.keeper.extendAll({ grantId: single, expiresAt: later });
  await vi.waitFor(() => expect(bench.issuers.books.waiting).toBe(1));
  bench.issuers.books.gate = Promise.resolve();
  bench.issuers.books.failing = DOWN;
  await bench.keeper.endGrant(single);
  const row = (): Promise<{ attempts: number; due_at: number | null }> =>
    bench.db
      .selectFrom('lease')
      .select(['attempts', 'due_at'])
      .where('grant_id', '=', single)
      .executeTakeFirstOrThrow();
  await vi.waitFor(async () => expect((await row()).attempts).toBe(1));
  const before = await row();
  expect(before.due_at).toBeGreaterThan(bench.clock.now());
  bench.issuers.books.failing = undefined;
  gate.resolve(undefined);
  expect((await extending).ok).toBe(false);
  expect(await row()).toEqual(before);
});

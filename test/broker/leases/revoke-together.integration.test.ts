// Many leases that a target takes back together: what is noted of each before it goes, and who is told of it when it has not gone.
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LeaseOrder } from '../../../broker/ports/issuer.ts';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { entitlementAt, makeBench } from './keeper-bench.ts';

let storage: TestStorage;
let access: StorageAccess;
beforeAll(async () => {
  storage = await startTestStorage();
  access = await storage.fresh();
});
afterAll(() => storage.stop());

// SECURITY: issuer-sessions-known-after-drop
it('writes down what is noted before any goes, and hands it on to whoever ends what is left', async () => {
  const bench = await makeBench(access);
  const { books } = bench.issuers;
  const marks = async (): Promise<readonly (string | null)[]> =>
    (await bench.db.selectFrom('lease').select('mark').orderBy('mark').execute()).map(({ mark }) => mark);
  const handedOn: LeaseOrder[] = [];
  const keeper = bench.another({
    issuers: new Map([
      [
        'books',
        {
          ...books,
          revokeMany: async (orders, noteMarks) => {
            await noteMarks(new Map(orders.map(({ leaseId }, at) => [leaseId, String(at)])));
            expect(await marks()).toEqual(['0', '1']);
            // One has gone; somebody is signed in with the other.
            return { ok: true, value: [orders[0]?.leaseId ?? ''] };
          },
          revoke: (order, noteDown) => {
            handedOn.push(order);
            return books.revoke(order, noteDown);
          },
        },
      ],
    ]),
  });
  try {
    await bench.mint(ulid(), [entitlementAt('books'), entitlementAt('books')], 1_000);
    await keeper.start();
    await bench.advanceUntil(bench.areAll('revoked'), 60_000);
    expect(handedOn.map(({ mark }) => mark)).toEqual(['1']);
  } finally {
    await bench.stop();
  }
});

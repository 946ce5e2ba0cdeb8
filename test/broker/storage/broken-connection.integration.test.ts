// A server that goes away while a transaction is under way fails that transaction, and not the broker.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sql } from 'kysely';
import { openStorage } from '../../../broker/storage/open-storage.ts';
import { isStorageAway } from '../../../broker/storage/storage-away.ts';
import { inTransaction } from '../../../broker/storage/transaction.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

it('survives a connection that is cut between two statements, says that the storage is away, and goes on', async () => {
  const access = await storage.fresh();
  const errors: Error[] = [];
  const db = await openStorage(access, (error) => errors.push(error));
  try {
    const outcome = await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await query(access.owner, `select pg_terminate_backend(${String(rows[0]?.pid)})`);
      // An error that nobody listens to would end the process here; Vitest would say so.
      await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0));
      await sql`select 1`.execute(tx);
    }).catch((error: unknown) => error);
    expect(isStorageAway(outcome)).toBe(true);
    const { rows } = await inTransaction(db, (tx) => sql<{ one: number }>`select 1 as one`.execute(tx));
    expect(rows).toEqual([{ one: 1 }]);
  } finally {
    await db.destroy();
  }
});

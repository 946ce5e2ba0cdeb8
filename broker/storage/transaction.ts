/**
 * Transactions that are tried again when PostgreSQL says that trying again is all that is needed
 * (serialization failure, deadlock). What runs inside must have no effect outside the database.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Database } from './database.ts';
import { refuseUnknownTables } from './schema-version.ts';
import { sqlState } from './storage-away.ts';

export type Tx = Transaction<Database>;

const TRIES = 5;
/** SQLSTATE 40001 serialization_failure, 40P01 deadlock_detected. */
const AGAIN = new Set(['40001', '40P01']);

export async function inTransaction<T>(db: Kysely<Database>, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(async (tx) => {
        await refuseUnknownTables(tx);
        return run(tx);
      });
    } catch (error) {
      if (attempt >= TRIES || !AGAIN.has(sqlState(error))) throw error;
    }
  }
}

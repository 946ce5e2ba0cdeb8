/**
 * Transactions that are tried again when PostgreSQL says that trying again is all that is needed
 * (serialization failure, deadlock). What runs inside must have no effect outside the database.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Database } from './database.ts';

export type Tx = Transaction<Database>;

const TRIES = 5;
/** SQLSTATE 40001 serialization_failure, 40P01 deadlock_detected. */
const AGAIN = new Set(['40001', '40P01']);

export async function inTransaction<T>(db: Kysely<Database>, run: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(run);
    } catch (error) {
      if (attempt >= TRIES || !AGAIN.has(sqlState(error))) throw error;
    }
  }
}

/** The SQLSTATE of an error of PostgreSQL, or the empty string. */
function sqlState(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

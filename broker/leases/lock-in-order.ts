/**
 * Locks leases that are about to change together, always in the order of their ids: whoever locks many in another order, and whoever has only
 * waited for one, holds what the other waits for, and PostgreSQL ends one of them after a second.
 */
import type { Expression, SqlBool } from 'kysely';
import type { Tx } from '../storage/transaction.ts';

/** Answers the ids of those that are still so once they are locked. */
export async function lockInOrder(tx: Tx, which: Expression<SqlBool>): Promise<readonly string[]> {
  const rows = await tx.selectFrom('lease').select('id').where(which).orderBy('id').forUpdate().execute();
  return rows.map(({ id }) => id);
}

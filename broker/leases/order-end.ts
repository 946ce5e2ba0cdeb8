/** Orders the end of leases: written down here, carried out by the loop. Ordering it twice changes nothing. */
import { sql, type Expression, type SqlBool } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import type { Tx } from '../storage/transaction.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseRow } from './lease-row.ts';
import { lockInOrder } from './lock-in-order.ts';

/** States in which nobody has ordered the end yet. */
const LIVE = sql<boolean>`state in ('intended', 'active')`;

export async function orderEndOfGrants(
  tx: Tx,
  at: Instant,
  grantIds: readonly string[],
): Promise<readonly LeaseRow[]> {
  return orderEnd(tx, at, 'ended', sql`grant_id = any(${[...grantIds]}::text[]) and ${LIVE}`);
}

/** Of these leases, as far as nobody has ordered it yet. */
export async function orderEndOfLive(
  tx: Tx,
  at: Instant,
  ids: readonly string[],
): Promise<readonly LeaseRow[]> {
  if (ids.length === 0) return [];
  return orderEnd(tx, at, 'ended', sql`id = any(${[...ids]}::text[]) and ${LIVE}`);
}

/** Also of leases that seemed revoked, or were closed by hand: a login is there after all. */
export async function orderEndOfLeases(
  tx: Tx,
  at: Instant,
  ids: readonly string[],
  why: string,
): Promise<readonly LeaseRow[]> {
  return orderEnd(tx, at, why, sql`id = any(${[...ids]}::text[])`);
}

async function orderEnd(
  tx: Tx,
  at: Instant,
  why: string,
  which: Expression<SqlBool>,
): Promise<readonly LeaseRow[]> {
  const ids = await lockInOrder(tx, which);
  if (ids.length === 0) return [];
  const rows = await tx
    .updateTable('lease')
    .set({
      state: 'revoking',
      due_at: new Date(at),
      revoked_at: null,
      stuck_at: null,
      closed_at: null,
      closed_by: null,
      closed_reason: null,
      claim: null,
      claimed_until: null,
      attempts: 0,
    })
    .where(sql<boolean>`id = any(${ids}::text[])`)
    .returningAll()
    .execute();
  await auditLeases(tx, at, 'lease-end-ordered', rows, { why });
  return rows;
}

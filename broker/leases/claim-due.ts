/**
 * Finds what is due and claims some of it for this broker, in one short transaction: a lease that another broker is just claiming is passed
 * over, and a claim that is not renewed runs out. Nothing is revoked here.
 */
import { sql } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { inTransaction } from '../storage/transaction.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';
import type { LeaseRow, LeaseRowState } from './lease-row.ts';

export interface ClaimedLease extends LeaseRow {
  readonly claim: string;
}

/** Targets with leases that are due and that nobody works on. */
export async function findDueTargets({ db, clock }: LeaseParts): Promise<readonly string[]> {
  const now = new Date(clock.now());
  const { rows } = await sql<{ target_id: string }>`
    select distinct target_id from lease where due_at <= ${now} and (claimed_until is null or claimed_until <= ${now})`.execute(
    db,
  );
  return rows.map((row) => row.target_id);
}

/** The next instant at which something will be due; `null`: nothing is left to do. */
export async function findNextDue({ db }: LeaseParts): Promise<Instant | null> {
  const { rows } = await sql<{ next: Instant | null }>`
    select min(greatest(due_at, claimed_until)) as next from lease where due_at is not null`.execute(db);
  return rows[0]?.next ?? null;
}

/** `together`: all with one claim, for they are worked on together, in the order of `Issuer.revokeMany`; else each with its own. */
export async function claimDue(
  parts: LeaseParts,
  targetId: string,
  { limit, together }: { readonly limit: number; readonly together: boolean },
): Promise<readonly ClaimedLease[]> {
  const { db, clock, claims, newId, tell } = parts;
  const now = clock.now();
  const shared = newId();
  const isFree = sql<boolean>`target_id = ${targetId} and due_at <= ${new Date(now)}
    and (claimed_until is null or claimed_until <= ${new Date(now)})`;
  const end = sql<string>`right(id, 2) collate "C"`;
  // Those whose ids end alike (issuers take them back faster), from the one on that has waited longest: none is passed over for ever.
  const longest = sql`(select ${end} from lease where ${isFree} order by due_at limit 1)`;
  const order = together ? sql`${end} < ${longest}, ${end}, due_at` : sql`due_at`;
  const rows = await inTransaction(db, async (tx) => {
    const due = await tx
      .selectFrom('lease')
      .select(['id', 'state'])
      .where(isFree)
      .orderBy(order)
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    if (due.length === 0) return [];
    const ids = due.map(({ id }) => id);
    const own = ids.map(() => (together ? shared : newId()));
    const claimed = await tx
      .updateTable('lease')
      .set({
        claim: sql<string>`(${own}::text[])[array_position(${ids}::text[], id)]`,
        claimed_until: claims.until(),
        state: sql<LeaseRowState>`case when state in ('intended', 'active') then 'revoking' else state end`,
      })
      .where(sql<boolean>`id = any(${ids}::text[])`)
      .returningAll()
      .execute();
    const was = new Map(due.map(({ id, state }) => [id, state]));
    const ended = claimed.filter(({ id }) => was.get(id) === 'active' || was.get(id) === 'intended');
    const why = ({ id }: LeaseRow) => ({ why: was.get(id) === 'active' ? 'due' : 'half made' });
    await auditLeases(tx, now, 'lease-end-ordered', ended, why);
    return claimed.map((row) => ({ ...row, claim: own[ids.indexOf(row.id)] ?? shared }));
  });
  tell(rows);
  return rows;
}

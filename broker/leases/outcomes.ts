/** Writes down what came of revoking leases. Only the holder of the claim writes; one that has lost it changes nothing. */
import { sql } from 'kysely';
import type { IssuerError, Revocation } from '../ports/issuer.ts';
import { backoffMs } from '../backoff.ts';
import { inTransaction } from '../storage/transaction.ts';
import type { ClaimedLease } from './claim-due.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';
import type { LeaseRow } from './lease-row.ts';
import { lockInOrder } from './lock-in-order.ts';
import { STUCK_AFTER, tellStuck } from './stuck.ts';

/** What an attempt has found at the target, before it is taken away. */
export async function noteDown(
  parts: LeaseParts,
  { id, claim }: ClaimedLease,
  found: Revocation,
): Promise<void> {
  const { db, clock } = parts;
  await inTransaction(db, async (tx) => {
    const known = await tx
      .selectFrom('lease')
      .selectAll()
      .where('id', '=', id)
      .where('claim', '=', claim)
      .forUpdate()
      .executeTakeFirst();
    if (known === undefined) throw new Error('Another broker has taken the lease over.');
    const leftBehind = [...new Set([...known.left_behind, ...found.leftBehind])];
    const row = await tx
      .updateTable('lease')
      .set({
        sessions_ended: known.sessions_ended + found.sessionsEnded,
        left_behind: JSON.stringify(leftBehind),
        ...(found.mark !== undefined && { mark: found.mark }),
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const { sessionsEnded } = found;
    if (sessionsEnded > 0 || found.leftBehind.length > 0)
      await auditLeases(tx, clock.now(), 'lease-left-behind', [row], {
        sessionsEnded,
        leftBehind: found.leftBehind,
      });
  });
}

/** What is about to go from its target, by lease id: whoever comes after a crash knows its sessions by that. */
export async function noteMarks(
  { db }: LeaseParts,
  leases: readonly ClaimedLease[],
  marks: ReadonlyMap<string, string>,
): Promise<void> {
  const ours = sql<boolean>`claim = any(${claimsOf(leases)}::text[])`;
  const noted = await inTransaction(db, async (tx) => {
    await lockInOrder(tx, ours);
    return sql<{ id: string }>`
      update lease set mark = noted.mark
        from unnest(${[...marks.keys()]}::text[], ${[...marks.values()]}::text[]) as noted (id, mark)
       where lease.id = noted.id and ${ours}
      returning lease.id`.execute(tx);
  });
  if (noted.rows.length < marks.size) throw new Error('Another broker has taken leases over.');
}

/** Proved gone. */
export async function finish(parts: LeaseParts, leases: readonly ClaimedLease[]): Promise<void> {
  if (leases.length === 0) return;
  const { db, clock, tell } = parts;
  const now = clock.now();
  const rows = await inTransaction(db, async (tx) => {
    const ids = leases.map(({ id }) => id);
    const ours = sql<boolean>`id = any(${ids}::text[]) and claim = any(${claimsOf(leases)}::text[])`;
    const held = await lockInOrder(tx, ours);
    const revoked = await tx
      .updateTable('lease')
      .set({
        state: 'revoked',
        revoked_at: new Date(now),
        due_at: null,
        claim: null,
        claimed_until: null,
        trouble: null,
      })
      .where(sql<boolean>`id = any(${held}::text[])`)
      .returningAll()
      .execute();
    const proof = (row: LeaseRow) => ({ sessionsEnded: row.sessions_ended, leftBehind: row.left_behind });
    await auditLeases(tx, now, 'lease-revoked', revoked, proof);
    return revoked;
  });
  tell(rows);
  parts.tally.revoked += rows.length;
}

/** Not gone yet: tried again, later each time. */
export async function postpone(
  parts: LeaseParts,
  leases: readonly ClaimedLease[],
  error: IssuerError,
): Promise<void> {
  const { db, clock, random, tell } = parts;
  const now = clock.now();
  const trouble = error.sentence;
  const rows = await inTransaction(db, async (tx) => {
    const postponed: LeaseRow[] = [];
    // Rows first, the audit after: whoever writes the audit holds everybody up.
    await lockInOrder(tx, sql`id = any(${leases.map(({ id }) => id)}::text[])`);
    for (const { id, claim, attempts: before, state: was } of leases) {
      const attempts = before + 1;
      const state = attempts >= STUCK_AFTER ? 'stuck' : 'revoking';
      const update = tx
        .updateTable('lease')
        .set({ state, attempts, claim: null, claimed_until: null, trouble })
        .set({ due_at: new Date(now + backoffMs(attempts, random())) })
        .$if(state === 'stuck' && was !== 'stuck', (set) => set.set({ stuck_at: new Date(now) }))
        .where('id', '=', id)
        .where('claim', '=', claim);
      postponed.push(...(await update.returningAll().execute()));
    }
    const stuckBefore = new Set(leases.filter(({ state }) => state === 'stuck').map(({ id }) => id));
    const stuck = postponed.filter(({ id, state }) => state === 'stuck' && !stuckBefore.has(id));
    const failed = ({ attempts }: LeaseRow) => ({ attempts, problem: error.kind });
    await auditLeases(tx, now, 'lease-revocation-failed', postponed, failed);
    if (stuck.length > 0) await tellStuck(tx, now, stuck, trouble);
    return postponed;
  });
  tell(rows);
  parts.tally.failed += rows.length;
  for (const row of rows) say(parts, row, trouble);
}

function say({ log }: LeaseParts, row: LeaseRow, trouble: string): void {
  const { id: leaseId, account, target_id: targetId, attempts } = row;
  const facts = { leaseId, account, targetId, attempts };
  if (row.state === 'stuck') log.error(facts, `A login could not be taken back for long: ${trouble}`);
  else log.warn(facts, `A login could not be taken back yet: ${trouble}`);
}

function claimsOf(leases: readonly ClaimedLease[]): readonly string[] {
  return [...new Set(leases.map(({ claim }) => claim))];
}

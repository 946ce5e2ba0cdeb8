/**
 * Takes due leases from their targets: claims a few, revokes them without holding any lock, writes down what came of it. Two brokers never
 * write the outcome of one lease, and one that fails waits longer each time, for ever, loudly.
 */
import { sql } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import type { IssuerError, Revocation } from '../ports/issuer.ts';
import { inTransaction } from '../storage/transaction.ts';
import { backoffMs } from '../backoff.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';
import { toLeaseOrder, type LeaseRow } from './lease-row.ts';
import { STUCK_AFTER, tellStuck } from './stuck.ts';

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

export async function claimDue(
  parts: LeaseParts,
  targetId: string,
  limit: number,
): Promise<readonly ClaimedLease[]> {
  const { db, clock, claims, newId, tell } = parts;
  const now = clock.now();
  const rows = await inTransaction(db, async (tx) => {
    const due = await tx
      .selectFrom('lease')
      .selectAll()
      .where('target_id', '=', targetId)
      .where(
        sql<boolean>`due_at <= ${new Date(now)} and (claimed_until is null or claimed_until <= ${new Date(now)})`,
      )
      .orderBy('due_at')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute();
    const claimed: ClaimedLease[] = [];
    for (const { id, state } of due) {
      const claim = newId();
      const ended = state === 'intended' || state === 'active';
      const row = await tx
        .updateTable('lease')
        .set({ claim, claimed_until: claims.until(), ...(ended && { state: 'revoking' as const }) })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow();
      claimed.push({ ...row, claim });
      if (ended)
        await auditLeases(tx, now, 'lease-end-ordered', [row], {
          why: state === 'active' ? 'due' : 'half made',
        });
    }
    return claimed;
  });
  tell(rows);
  return rows;
}

export async function revokeClaimed(parts: LeaseParts, lease: ClaimedLease): Promise<void> {
  await parts.reached('claimed');
  await parts.claims.during(lease.claim, async () => {
    const issuer = parts.issuers.get(lease.target_id);
    if (issuer === undefined) {
      const sentence = `The broker knows no target ${lease.target_id} any more; its login ${lease.account} may still be there.`;
      return postpone(parts, lease, { kind: 'refused', sentence });
    }
    const result = await issuer.revoke(toLeaseOrder(lease), (found) => noteDown(parts, lease, found));
    return result.ok ? finish(parts, lease) : postpone(parts, lease, result.error);
  });
}

/** Only the holder of the claim writes; one that has lost it changes nothing. */
async function noteDown(parts: LeaseParts, { id, claim }: ClaimedLease, found: Revocation): Promise<void> {
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
      })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await auditLeases(tx, clock.now(), 'lease-left-behind', [row], { ...found });
  });
  await parts.reached('noted');
}

async function finish(parts: LeaseParts, { id, claim }: ClaimedLease): Promise<void> {
  const { db, clock, tell } = parts;
  const now = clock.now();
  const rows = await inTransaction(db, async (tx) => {
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
      .where('id', '=', id)
      .where('claim', '=', claim)
      .returningAll()
      .execute();
    for (const row of revoked) {
      const proof = { sessionsEnded: row.sessions_ended, leftBehind: row.left_behind };
      await auditLeases(tx, now, 'lease-revoked', [row], proof);
    }
    return revoked;
  });
  tell(rows);
  parts.tally.revoked += rows.length;
  await parts.reached('revoked');
}

async function postpone(parts: LeaseParts, lease: ClaimedLease, error: IssuerError): Promise<void> {
  const { db, clock, log, random, tell } = parts;
  const { id, claim } = lease;
  const attempts = lease.attempts + 1;
  const state = attempts >= STUCK_AFTER ? 'stuck' : 'revoking';
  const now = clock.now();
  const dueAt = new Date(now + backoffMs(attempts, random()));
  const trouble = error.sentence;
  const isNewlyStuck = state === 'stuck' && lease.state !== 'stuck';
  const rows = await inTransaction(db, async (tx) => {
    const postponed = await tx
      .updateTable('lease')
      .set({ state, attempts, due_at: dueAt, claim: null, claimed_until: null, trouble })
      .$if(isNewlyStuck, (update) => update.set({ stuck_at: new Date(now) }))
      .where('id', '=', id)
      .where('claim', '=', claim)
      .returningAll()
      .execute();
    await auditLeases(tx, now, 'lease-revocation-failed', postponed, { attempts, problem: error.kind });
    if (isNewlyStuck) await tellStuck(tx, now, postponed, trouble);
    return postponed;
  });
  tell(rows);
  parts.tally.failed += 1;
  const facts = { leaseId: id, account: lease.account, targetId: lease.target_id, attempts, nextTry: dueAt };
  if (state === 'stuck') log.error(facts, `A login could not be taken back for long: ${error.sentence}`);
  else log.warn(facts, `A login could not be taken back yet: ${error.sentence}`);
}

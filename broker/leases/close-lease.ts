/**
 * Closes a stuck lease by hand: the loop tries no more, and nothing claims that the login is gone. Should it be seen at its target again, the
 * look-around takes it away after all.
 */
import type { CloseOrder, CloseOutcome } from '../ports/lease-keeper.ts';
import { inTransaction } from '../storage/transaction.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';

export async function closeLease(parts: LeaseParts, order: CloseOrder): Promise<CloseOutcome> {
  const { db, clock, tell } = parts;
  const { leaseId, by, reason } = order;
  const at = clock.now();
  const outcome = await inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('lease')
      .select('state')
      .where('id', '=', leaseId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return 'unknown';
    if (row.state === 'closed') return 'closed-before';
    if (row.state !== 'stuck') return 'not-stuck';
    const closed = await tx
      .updateTable('lease')
      .set({
        state: 'closed',
        closed_at: new Date(at),
        closed_by: JSON.stringify(by),
        closed_reason: reason,
        due_at: null,
        // A worker that is just at it writes nothing any more.
        claim: null,
        claimed_until: null,
      })
      .where('id', '=', leaseId)
      .returningAll()
      .execute();
    const details = { reason, source: order.source, attempts: closed[0]?.attempts ?? 0 };
    await auditLeases(tx, at, 'lease-closed', closed, details, { kind: 'person', ...by });
    return closed;
  });
  if (typeof outcome === 'string') return outcome;
  tell(outcome);
  return 'closed';
}

/**
 * Asks a second group as well, when a request or an extension has waited for as long as its profile says. Those who were asked first still may
 * decide; whoever of the second group approves stands in for them. It decides nothing.
 */
import { appendAudit } from '../audit/append.ts';
import { appendEvents } from '../events/event-rows.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { announce } from '../webhooks/announce.ts';
import { toRequest } from '../webhooks/grant-announcements.ts';
import { openAsk } from './asked.ts';
import type { GrantDeps } from './grant-deps.ts';
import { lockAsked } from './grant-rows.ts';
import { findOverdue, notMarked } from './overdue.ts';

type EscalatingDeps = Pick<GrantDeps, 'db' | 'clock' | 'profiles' | 'feed'>;

export async function escalateReviews(deps: EscalatingDeps): Promise<void> {
  const { db, clock, profiles, feed } = deps;
  const rules = [...profiles.values()].flatMap(({ profile, escalate }) =>
    escalate === null ? [] : [{ profileId: profile.id, afterSeconds: escalate.afterSeconds }],
  );
  for (const id of await findOverdue(db, 'escalated_at', rules, clock.now())) {
    if (await inTransaction(db, (tx) => escalate(deps, tx, id))) feed.look();
  }
}

/** Looked at again under the lock: it may be decided, or another node may have done it. */
async function escalate({ clock, profiles }: EscalatingDeps, tx: Tx, grantId: string): Promise<boolean> {
  const at = clock.now();
  const row = await lockAsked(tx, grantId);
  const ask = row === undefined ? null : openAsk(row.grant);
  if (row === undefined || ask === null || ask.reviewBy <= at) return false;
  const group = profiles.get(row.grant.profileId)?.escalate?.group;
  if (group === undefined) return false;
  const marked = await tx
    .updateTable('grants')
    .set({ escalated_at: new Date(at), escalated_to: group })
    .where('id', '=', grantId)
    .where(notMarked('escalated_at'))
    .returning('id')
    .executeTakeFirst();
  if (marked === undefined) return false;
  const { asks, durationSeconds, reason, reviewBy, needs } = ask;
  const from = needs.group;
  const waits = { at, grant: toRequest(row.grant), asks, durationSeconds, reason, reviewBy };
  await announce(tx, { kind: 'review-escalated', ...waits, group, from });
  await appendAudit(tx, {
    at,
    actor: { kind: 'broker' },
    action: 'review-escalated',
    subject: grantId,
    details: { asks, from, to: group },
  });
  await appendEvents(tx, [{ kind: 'inbox', group, at }]);
  return true;
}

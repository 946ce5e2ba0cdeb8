/**
 * Reminds those who are asked, once, when a request or an extension has waited for as long as its profile says: their inbox tells it anew, and
 * webhooks do. It decides nothing, and reminds of nothing that is decided.
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

export async function remindReviewers(
  deps: Pick<GrantDeps, 'db' | 'clock' | 'profiles' | 'feed'>,
): Promise<void> {
  const { db, clock, profiles, feed } = deps;
  const rules = [...profiles.values()].flatMap(({ profile, remindAfterSeconds: afterSeconds }) =>
    afterSeconds === null ? [] : [{ profileId: profile.id, afterSeconds }],
  );
  for (const id of await findOverdue(db, 'reminded_at', rules, clock.now())) {
    if (await inTransaction(db, (tx) => remind(deps, tx, id))) feed.look();
  }
}

/** Looked at again under the lock: it may be decided, or another node may have reminded of it. */
async function remind({ clock }: Pick<GrantDeps, 'clock'>, tx: Tx, grantId: string): Promise<boolean> {
  const at = clock.now();
  const row = await lockAsked(tx, grantId);
  const ask = row === undefined ? null : openAsk(row.grant);
  if (row === undefined || ask === null || ask.reviewBy <= at) return false;
  const marked = await tx
    .updateTable('grants')
    .set({ reminded_at: new Date(at) })
    .where('id', '=', grantId)
    .where(notMarked('reminded_at'))
    .returning('id')
    .executeTakeFirst();
  if (marked === undefined) return false;
  const { asks, durationSeconds, reason, reviewBy, needs } = ask;
  const grant = toRequest(row.grant);
  const groups = [needs.group, row.second].filter((group) => group !== null);
  const waits = { at, grant, asks, durationSeconds, reason, reviewBy };
  await announce(tx, ...groups.map((group) => ({ kind: 'review-reminder', ...waits, group }) as const));
  await appendAudit(tx, {
    at,
    actor: { kind: 'broker' },
    action: 'review-reminded',
    subject: grantId,
    details: { asks, groups },
  });
  await appendEvents(
    tx,
    groups.map((group) => ({ kind: 'inbox', group, at })),
  );
  return true;
}

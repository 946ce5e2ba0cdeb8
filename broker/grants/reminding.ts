/**
 * Reminds those who are asked, once, when a request or an extension has waited for as long as its profile says: their inbox tells it anew, and
 * webhooks do. It decides nothing, and reminds of nothing that is decided.
 */
import { sql } from 'kysely';
import { appendAudit } from '../audit/append.ts';
import { appendEvent } from '../events/event-rows.ts';
import { atTime } from '../storage/database.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { announce } from '../webhooks/announce.ts';
import { toRequest } from '../webhooks/grant-announcements.ts';
import { openAsk } from './asked.ts';
import type { GrantDeps } from './grant-deps.ts';
import { lockAsked } from './grant-rows.ts';

export async function remindReviewers(
  deps: Pick<GrantDeps, 'db' | 'clock' | 'profiles' | 'feed'>,
): Promise<void> {
  const { db, clock, profiles, feed } = deps;
  const rules = [...profiles.values()].flatMap(({ profile: { id }, remindAfterSeconds: after }) =>
    after === null ? [] : [{ id, after }],
  );
  if (rules.length === 0) return;
  const now = clock.now();
  const { rows } = await sql<{ id: string }>`
    select grants.id from grants
    join unnest(${rules.map(({ id }) => id)}::text[], ${rules.map(({ after }) => after)}::int[])
      as rule (profile_id, after) on rule.profile_id = grants.profile_id
    where waiting_since <= ${atTime(now)} - rule.after * interval '1 second'
      and (reminded_at is null or reminded_at <= waiting_since)`.execute(db);
  for (const { id } of rows) {
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
    .where(sql<boolean>`(reminded_at is null or reminded_at <= waiting_since)`)
    .returning('id')
    .executeTakeFirst();
  if (marked === undefined) return false;
  const { asks, durationSeconds, reason, reviewBy, needs } = ask;
  const { group } = needs;
  const grant = toRequest(row.grant);
  await announce(tx, { kind: 'review-reminder', at, grant, asks, durationSeconds, reason, reviewBy, group });
  await appendAudit(tx, {
    at,
    actor: { kind: 'broker' },
    action: 'review-reminded',
    subject: grantId,
    details: { asks, group },
  });
  await appendEvent(tx, { kind: 'inbox', group, at });
  return true;
}

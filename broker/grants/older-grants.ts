/** Requests that an older version wrote down do not say who has to review them, nor what that is bound to; the configuration does. Done once, at the start. */
import { sql } from 'kysely';
import { appendEvents } from '../events/event-rows.ts';
import { inTransaction } from '../storage/transaction.ts';
import { digestOfRequest, openAsk } from './asked.ts';
import type { GrantDeps } from './grant-deps.ts';
import { lockGrant, updateGrants } from './grant-rows.ts';

export async function fillInNeeds({ db, clock, profiles }: GrantDeps): Promise<void> {
  const older = await db
    .selectFrom('grants')
    .select('id')
    .where('status', '=', 'pending')
    .where(sql<boolean>`document->'needs'->>'group' = ''`)
    .execute();
  for (const { id } of older) {
    await inTransaction(db, async (tx) => {
      const grant = await lockGrant(tx, id, null);
      if (grant?.status !== 'pending') return;
      const rule = profiles.get(grant.profileId);
      const review = rule?.review ?? null;
      // Nobody could say yes to it: it lapses.
      if (rule === undefined || review === null) return;
      const filled = { ...grant, needs: review };
      if (openAsk(filled) === null) return;
      const at = clock.now();
      await updateGrants(tx, [filled], at);
      const askedDigest = digestOfRequest(filled, rule);
      await tx.updateTable('grants').set({ asked_digest: askedDigest }).where('id', '=', id).execute();
      await appendEvents(tx, [
        { kind: 'grant', personId: grant.person.id, grantId: id, at },
        { kind: 'inbox', group: review.group, at },
      ]);
    });
  }
}

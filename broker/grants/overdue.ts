/** What has waited for people for longer than its profile says, and has not been marked for it yet. It only reads. */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { atTime, type Database } from '../storage/database.ts';

/** A mark counts for the asking that waits, and for its stage, where it is after `waiting_since`. */
export async function findOverdue(
  db: Kysely<Database>,
  mark: 'reminded_at' | 'escalated_at',
  rules: readonly { readonly profileId: string; readonly afterSeconds: number }[],
  now: Instant,
): Promise<readonly string[]> {
  if (rules.length === 0) return [];
  const ids = rules.map(({ profileId }) => profileId);
  const seconds = rules.map(({ afterSeconds }) => afterSeconds);
  const { rows } = await sql<{ id: string }>`
    select grants.id from grants
    join unnest(${ids}::text[], ${seconds}::int[]) as rule (profile_id, after) on rule.profile_id = grants.profile_id
    where waiting_since <= ${atTime(now)} - rule.after * interval '1 second'
      and ${notMarked(mark)}`.execute(db);
  return rows.map(({ id }) => id);
}

export function notMarked(mark: 'reminded_at' | 'escalated_at'): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(${sql.ref(mark)} is null or ${sql.ref(mark)} <= waiting_since)`;
}

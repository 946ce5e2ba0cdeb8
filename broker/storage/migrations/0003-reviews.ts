/**
 * Reviews and extensions: which group a grant asks, since when it waits and when that was decided; events that concern a group. Documents of
 * older versions get what they lack, so that what was written before goes on.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What an older version did not write down; the broker asks its configuration for it at its next start. */
const NEEDS_UNKNOWN = { count: 1, group: '' } as const;

const STATEMENTS = [
  'alter table event drop constraint event_kind_check',
  `alter table event add constraint event_kind_check check (kind in ('grant', 'inbox', 'profiles-changed'))`,
  'alter table event add column group_name text',
  `alter table grants
    add column review_group text,
    add column waiting_since timestamptz,
    add column decided_at timestamptz,
    add column asked_digest text`,
  'create index grants_waiting on grants (review_group, waiting_since) where waiting_since is not null',
  'create index grants_decided on grants (review_group, decided_at) where decided_at is not null',
  'create index grants_lately on grants (person_id, profile_id, requested_at)',
  `update grants set document = document || jsonb_build_object('extensions', '[]'::jsonb)
    where status in ('active', 'ended') and not document ? 'extensions'`,
  `update grants set document = document || jsonb_build_object('latestEndAt', document->'expiresAt')
    where status = 'active' and not document ? 'latestEndAt'`,
  `update grants set document = document || jsonb_build_object('needs', '${JSON.stringify(NEEDS_UNKNOWN)}'::jsonb)
    where status = 'pending' and not document ? 'needs'`,
];

export const reviews: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

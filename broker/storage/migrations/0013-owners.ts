/** Who is behind a grant's account, and what was decided lately whoever was asked: found without reading all grants there ever were. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const owners: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [
      'drop index grants_lately',
      `create index grants_lately on grants
         ((coalesce(document->'person'->>'ownerId', person_id)), profile_id, requested_at)`,
      'create index grants_decided_lately on grants (decided_at) where decided_at is not null',
    ])
      await sql.raw(statement).execute(db);
  },
};

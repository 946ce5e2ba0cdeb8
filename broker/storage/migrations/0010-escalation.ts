/** Which second group was asked, and when: it counts for the asking that waits where it is after `waiting_since`. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  'alter table grants add column escalated_at timestamptz, add column escalated_to text',
  'create index grants_escalated on grants (escalated_to, waiting_since) where escalated_to is not null',
];

export const escalation: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

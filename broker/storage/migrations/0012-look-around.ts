/** Which broker looks around at a target now, and when one did last: one at a time, however many there are. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const STATEMENTS = [
  `create table look_around (
    target_id text primary key,
    claim text,
    claimed_until timestamptz,
    looked_at timestamptz)`,
  'grant select, insert, update on look_around to stint_run',
];

export const lookAround: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

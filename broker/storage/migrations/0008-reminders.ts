/** When those who are asked were reminded: once for each asking, so it counts where it is after `waiting_since`. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const reminders: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw('alter table grants add column reminded_at timestamptz').execute(db);
  },
};

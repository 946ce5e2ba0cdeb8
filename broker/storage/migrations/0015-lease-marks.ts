/** What a target knows a login's sessions by once the login is gone: written down before it is taken away. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const leaseMarks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw('alter table lease add column mark text').execute(db);
  },
};

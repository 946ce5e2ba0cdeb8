/** Claims are renewed every second by what they are called: found without reading all leases there ever were. */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const leaseClaims: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql.raw('create index lease_claimed on lease (claim) where claim is not null').execute(db);
  },
};

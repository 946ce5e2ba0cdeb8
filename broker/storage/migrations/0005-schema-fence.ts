/**
 * Tells the run-time role which version the tables have, and makes a migration wait until no broker is writing: each writing transaction asks
 * first, and holds a shared lock that a migration takes alone.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { SCHEMA_LOCK } from '../schema-lock.ts';

const STATEMENTS = [
  // Each statement of a volatile function sees what was committed before it: the version is read after the lock is had.
  `create function stint_schema() returns text language plpgsql volatile as $$
    begin
      perform pg_advisory_xact_lock_shared(${SCHEMA_LOCK});
      return (select max(name collate "C") from kysely_migration);
    end $$`,
  'grant select on kysely_migration to stint_run',
];

export const schemaFence: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

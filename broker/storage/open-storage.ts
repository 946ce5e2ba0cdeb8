/**
 * Opens the broker's storage: the owner brings the tables up to date and is gone again; what runs afterwards signs in as `stint_run`,
 * which may not change the audit.
 */
import { sql, type Kysely } from 'kysely';
import type pg from 'pg';
import { createDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';

export interface StorageAccess {
  readonly owner: pg.PoolConfig;
  readonly run: pg.PoolConfig;
}

export const RUN_ROLE = 'stint_run';

export async function openStorage(
  access: StorageAccess,
  onError: (error: Error) => void,
): Promise<Kysely<Database>> {
  const owner = createDatabase<unknown>({ connection: { ...access.owner, max: 2 }, onError });
  try {
    await migrate(owner);
  } finally {
    await owner.destroy();
  }
  const db = createDatabase({ connection: access.run, onError });
  await sql`select 1`.execute(db);
  return db;
}

/**
 * Opens the broker's storage: the owner brings the tables up to date and is gone again; what runs afterwards signs in as `stint_run`,
 * which may not change the audit.
 */
import { sql, type Kysely } from 'kysely';
import type pg from 'pg';
import { StartError } from '../start-error.ts';
import { createDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { isStorageAway, sqlState } from './storage-away.ts';

export interface StorageAccess {
  readonly owner: pg.PoolConfig;
  readonly run: pg.PoolConfig;
}

export const RUN_ROLE = 'stint_run';

/** `server_version_num`: 150004 is 15.4. The oldest that stint.default.yaml promises and the tests run on. */
const OLDEST_SERVER = 150_000;

/** Also one that does not tell its version (`NaN`). */
export function refuseOldServer(serverVersion: number): void {
  if (serverVersion >= OLDEST_SERVER) return;
  const major = Number.isNaN(serverVersion) ? 'of an unknown version' : Math.floor(serverVersion / 10_000);
  throw new StartError(
    `The server of the broker’s storage is PostgreSQL ${major}. It must be 15 or newer: upgrade it, or name another in storage. Nothing was changed.`,
  );
}

async function askServerVersion(db: Kysely<unknown>): Promise<number> {
  const { rows } = await sql<{ version: string }>`
    select current_setting('server_version_num') as version`.execute(db);
  return Number(rows[0]?.version ?? Number.NaN);
}

/** A run-time login that is the owner, say, could rewrite the audit: the broker does not run with it. */
// SECURITY: broker-audit-append-only
async function refuseRewriting(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ may: boolean; login: string }>`
    select has_table_privilege('audit', 'update, delete, truncate') as may, current_user as login`.execute(
    db,
  );
  const [row] = rows;
  if (row?.may !== false) {
    throw new StartError(
      `The run-time login “${row?.login ?? ''}” may change or delete audit entries. Name a login in storage.run that has no more ` +
        `rights than ${RUN_ROLE}: it must be neither the owner of the tables nor a superuser.`,
    );
  }
}

/** A storage that is away is said in a sentence; everything else stays what it is. */
export function toStartError(error: unknown): unknown {
  if (!isStorageAway(error)) return error;
  const code = sqlState(error) || 'the connection broke';
  return new StartError(
    `The broker’s storage does not answer (${code}). Start its PostgreSQL, then the broker again.`,
  );
}

export async function openStorage(
  access: StorageAccess,
  onError: (error: Error) => void,
): Promise<Kysely<Database>> {
  const owner = createDatabase<unknown>({ connection: { ...access.owner, max: 2 }, onError });
  try {
    refuseOldServer(await askServerVersion(owner));
    await migrate(owner);
  } catch (error) {
    throw toStartError(error);
  } finally {
    await owner.destroy();
  }
  const db = createDatabase({ connection: access.run, onError });
  try {
    await refuseRewriting(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/**
 * Brings the tables up to date, as the owner. Runs once however many brokers start together: Kysely's migrator holds an
 * advisory lock. Brokers that are running finish what they are writing first. The run-time role never comes here.
 */
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { MIGRATIONS } from './migrations.ts';
import { CHANNEL } from './nudge-listener.ts';
import { SCHEMA_LOCK } from './schema-lock.ts';
import { refuseNewerTables } from './schema-version.ts';

export async function migrate(owner: Kysely<unknown>): Promise<void> {
  // Most starts find nothing to do, and the migrator would look through the whole catalogue to find that out.
  const { upToDate } = await refuseNewerTables(owner);
  if (upToDate) return;
  const { error } = await createMigrator(owner, MIGRATIONS).migrateToLatest();
  if (error === undefined) return;
  // Where a newer broker was quicker, that is what to say.
  await refuseNewerTables(owner);
  if (error instanceof Error) throw error;
  throw new Error('A migration failed.', { cause: error });
}

export function createMigrator(
  owner: Kysely<unknown>,
  migrations: Readonly<Record<string, Migration>>,
): Migrator {
  const alone: Record<string, Migration> = {};
  for (const [name, migration] of Object.entries(migrations)) alone[name] = whileNobodyWrites(migration);
  return new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve(alone) } });
}

function whileNobodyWrites(migration: Migration): Migration {
  return {
    async up(db) {
      await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK}::bigint)`.execute(db);
      await migration.up(db);
      await sql`select pg_notify(${CHANNEL}, 'schema')`.execute(db);
    },
  };
}

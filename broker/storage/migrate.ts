/**
 * Brings the tables up to date, as the owner. Runs once however many brokers start together: Kysely's migrator holds an
 * advisory lock. The run-time role never comes here.
 */
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations.ts';

export async function migrate(owner: Kysely<unknown>): Promise<void> {
  const migrator = new Migrator({
    db: owner,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('A migration failed.', { cause: error });
}

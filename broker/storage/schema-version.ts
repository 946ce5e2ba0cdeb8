/**
 * Which version of the tables this broker knows, and what it says when they are newer. A broker never writes into tables that it does not
 * know: rules it has never heard of may stand there.
 */
import { sql, type Kysely } from 'kysely';
import { StartError } from '../start-error.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** The name of the last migration. */
export const KNOWN_SCHEMA = Object.keys(MIGRATIONS).toSorted().at(-1) ?? '';

/** The tables have a version that this broker does not know: a newer one has been here. */
export class NewerTablesError extends StartError {
  constructor(found: string) {
    super(
      `The tables in the broker’s storage have version ${found}; this broker knows them up to version ${KNOWN_SCHEMA}. ` +
        'Install the newer broker here too: this one does not touch tables it does not know, and nothing was changed.',
    );
  }
}

/** As the owner, who may read what has run. Fresh storage has nothing yet. Answers whether all that this broker knows has run. */
export async function refuseNewerTables(owner: Kysely<unknown>): Promise<{ readonly upToDate: boolean }> {
  const { rows: tables } = await sql<{ there: boolean }>`
    select to_regclass('kysely_migration') is not null as there`.execute(owner);
  if (tables[0]?.there !== true) return { upToDate: false };
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name collate "C" desc`.execute(owner);
  const unknown = rows.find(({ name }) => !(name in MIGRATIONS));
  if (unknown !== undefined) throw new NewerTablesError(unknown.name);
  return { upToDate: rows.length === Object.keys(MIGRATIONS).length };
}

/**
 * First in every transaction that writes: a migration waits for those that have asked, and from then on nothing of an older broker is
 * written. At the isolation level READ COMMITTED, which is PostgreSQL's own.
 */
// SECURITY: broker-older-writes-nothing
export async function refuseUnknownTables(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ version: string }>`select stint_schema() as version`.execute(db);
  const found = rows[0]?.version ?? '';
  if (found !== KNOWN_SCHEMA) throw new NewerTablesError(found);
}

// A real PostgreSQL for the broker's own storage, and as many fresh databases on it as a test wants. All tests of a run share one server.
import { mkdtempSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { startEmbeddedStorage } from '../../broker/adapters/embedded-storage.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import { openStorage, type StorageAccess } from '../../broker/storage/open-storage.ts';
import { removeHome } from '../desktop/homes.mjs';

export interface StorageServer {
  /** To its database of template tables: made, and empty. */
  readonly access: StorageAccess;
  stop(): Promise<void>;
}

export interface TestStorage {
  /** A new database with the tables of the broker, all empty. */
  fresh(): Promise<StorageAccess>;
  /** A new database without tables. */
  bare(): Promise<StorageAccess>;
  /** Takes the databases away. */
  stop(): Promise<void>;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly storage: StorageAccess;
  }
}

/** `durable`: as it is where it counts, for measuring. */
export async function startStorageServer({ durable = false } = {}): Promise<StorageServer> {
  const folder = mkdtempSync(join(tmpdir(), 'stint-store-'));
  const server = await startEmbeddedStorage({ folder, clock: createSystemClock(), log: () => undefined });
  const { owner } = server.access;
  // Nobody needs these databases after a power cut, and half of a test's time would be spent waiting for the disk.
  for (const setting of durable ? [] : ['fsync', 'full_page_writes', 'synchronous_commit']) {
    await query(owner, `alter system set ${setting} = off`);
  }
  await query(owner, 'select pg_reload_conf()');
  const db = await openStorage(server.access, () => undefined);
  await db.destroy();
  return {
    access: server.access,
    async stop() {
      await server.stop();
      removeHome(folder);
    },
  };
}

/** Of the server that all tests share; see shared-storage.ts. */
export function startTestStorage(): Promise<TestStorage> {
  return Promise.resolve(databasesOn(inject('storage')));
}

function databasesOn({ owner, run }: StorageAccess): TestStorage {
  const template = owner.database ?? '';
  // Nobody can make a database from one that somebody is connected to, so not from the template's own.
  const anywhere = { ...owner, database: 'postgres' };
  const made: string[] = [];
  const make = async (from: string): Promise<StorageAccess> => {
    const database = `test_${randomBytes(6).toString('hex')}`;
    made.push(database);
    await query(anywhere, `create database ${database} template ${from} strategy file_copy`);
    return { owner: { ...owner, database }, run: { ...run, database } };
  };
  // The next one is made while the test before it runs.
  let next: Promise<StorageAccess> | undefined;
  return {
    async fresh() {
      const access = await (next ?? make(template));
      next = make(template);
      // Whoever takes it hears of it.
      next.catch(() => undefined);
      return access;
    },
    bare: () => make('template1'),
    async stop() {
      await next?.catch(() => undefined);
      next = undefined;
      for (const database of made.splice(0))
        await query(anywhere, `drop database if exists ${database} with (force)`);
    },
  };
}

/** One statement as whoever the access says; the SQLSTATE where it is refused. */
export async function query(
  access: pg.ClientConfig,
  text: string,
): Promise<{ readonly rows: readonly Record<string, unknown>[] }> {
  const client = new pg.Client(access);
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(text);
  } finally {
    await client.end();
  }
}

/** Everything that stands in the database, as text: for looking for what must not be there. */
export async function dump(access: pg.ClientConfig): Promise<string> {
  const tables = await query(access, "select tablename from pg_tables where schemaname = 'public'");
  const texts = await Promise.all(
    tables.rows.map(async ({ tablename }) => {
      const { rows } = await query(access, `select t::text as row from "${String(tablename)}" t`);
      return `${String(tablename)}: ${rows.map(({ row }) => String(row)).join('\n')}`;
    }),
  );
  return texts.join('\n');
}

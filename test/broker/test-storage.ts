// A real PostgreSQL for the broker's own storage, and as many fresh databases on it as a test file wants. Removed at the end.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedStorage } from '../../broker/adapters/embedded-storage.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import type { StorageAccess } from '../../broker/storage/open-storage.ts';

export interface TestStorage {
  /** A new, empty database. */
  fresh(): Promise<StorageAccess>;
  stop(): Promise<void>;
}

/** `durable`: as it is where it counts, for measuring. */
export async function startTestStorage({ durable = false } = {}): Promise<TestStorage> {
  const folder = mkdtempSync(join(tmpdir(), 'stint-store-'));
  const server = await startEmbeddedStorage({ folder, clock: createSystemClock(), log: () => undefined });
  const { owner, run } = server.access;
  // Nobody needs these databases after a power cut, and half of a test's time would be spent waiting for the disk.
  for (const setting of durable ? [] : ['fsync', 'full_page_writes', 'synchronous_commit']) {
    await query(owner, `alter system set ${setting} = off`);
  }
  await query(owner, 'select pg_reload_conf()');
  let count = 0;
  return {
    async fresh() {
      count += 1;
      const database = `fresh_${String(count)}`;
      await query(owner, `create database ${database}`);
      return { owner: { ...owner, database }, run: { ...run, database } };
    },
    async stop() {
      const real = readPointer(folder);
      await server.stop();
      for (const each of [real, folder]) rmSync(each, { recursive: true, force: true });
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

/** Root's server lives elsewhere; a file in the wanted folder says where. */
function readPointer(folder: string): string {
  try {
    return readFileSync(join(folder, 'server-folder'), 'utf8').trim();
  } catch {
    return folder;
  }
}

// Several brokers on one storage: the tables are made once, and an older broker touches nothing that it does not know.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDatabase, type Database } from '../../../broker/storage/database.ts';
import { createMigrator } from '../../../broker/storage/migrate.ts';
import { MIGRATIONS } from '../../../broker/storage/migrations.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { KNOWN_SCHEMA, NewerTablesError } from '../../../broker/storage/schema-version.ts';
import { watchSchema } from '../../../broker/storage/schema-watch.ts';
import { inTransaction } from '../../../broker/storage/transaction.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { askFor, startTestBroker } from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

const NEWER = '9999-from-the-future';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

/** What a newer broker does at its start. `up`: what its migration waits for. */
async function migrateFurther(
  access: StorageAccess,
  up = (): Promise<void> => Promise.resolve(),
): Promise<void> {
  const owner = createDatabase<unknown>({ connection: access.owner, onError: () => undefined });
  try {
    const { error } = await createMigrator(owner, { ...MIGRATIONS, [NEWER]: { up } }).migrateToLatest();
    expect(error).toBeUndefined();
  } finally {
    await owner.destroy();
  }
}

it('makes the tables once, however many processes and pools start together', async () => {
  const access = await storage.bare();
  const program = join(import.meta.dirname, 'opening-broker.ts');
  const start = async (): Promise<string> =>
    (await promisify(execFile)(process.execPath, [program, JSON.stringify(access)])).stdout;
  const processes = Promise.all([start(), start(), start(), start()]);
  const pools = await Promise.all(Array.from({ length: 6 }, () => openStorage(access, () => undefined)));
  for (const db of pools) await db.destroy();
  expect(await processes).toEqual(['open', 'open', 'open', 'open']);
  const { rows } = await query(access.owner, 'select name from kysely_migration order by name');
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS));
});

it('refuses tables of a newer version with a sentence, and changes nothing', async () => {
  const access = await storage.bare();
  await migrateFurther(access);
  const before = await query(access.owner, 'select * from kysely_migration order by name');
  await expect(openStorage(access, () => undefined)).rejects.toThrow(NewerTablesError);
  await expect(openStorage(access, () => undefined)).rejects.toThrow(
    `have version ${NEWER}; this broker knows them up to version ${KNOWN_SCHEMA}. Install the newer broker`,
  );
  expect((await query(access.owner, 'select * from kysely_migration order by name')).rows).toEqual(
    before.rows,
  );
});

it('refuses a server that is too old with a sentence, and makes nothing in it', async () => {
  const access = await storage.bare();
  await query(
    access.owner,
    "create function public.current_setting(text) returns text language sql as $$ select '140009' $$",
  );
  const old = { owner: { ...access.owner, options: '-c search_path=public,pg_catalog' }, run: access.run };
  await expect(openStorage(old, () => undefined)).rejects.toThrow(
    'The server of the broker’s storage is PostgreSQL 14. It must be 15 or newer',
  );
  const { rows } = await query(access.owner, "select 1 from pg_tables where schemaname = 'public'");
  expect(rows).toEqual([]);
});

it('says that the storage does not answer when there is no server', async () => {
  const access = await storage.bare();
  const nowhere = { owner: { ...access.owner, host: '/nowhere' }, run: access.run };
  await expect(openStorage(nowhere, () => undefined)).rejects.toThrow(
    'The broker’s storage does not answer (ENOENT). Start its PostgreSQL, then the broker again.',
  );
});

it('writes nothing once a newer broker has migrated, answers “unavailable”, and is told to stop', async () => {
  const broker = await startTestBroker({ access: await storage.bare() });
  const newer: string[] = [];
  const watch = watchSchema(broker, ({ message }) => newer.push(message));
  try {
    const grantId = await askFor(broker, 'engineer');
    broker.clock.advance(5_000);
    await migrateFurther(broker.access);
    const before = await query(broker.access.owner, 'select count(*) from audit');
    const body = { profileId: 'billing-read', durationSeconds: 900, reason: 'more', source: 'window' };
    const asked = await broker.call('engineer', 'POST', '/v1/grants', body, { 'idempotency-key': 'late' });
    const withdrawn = await broker.call('engineer', 'POST', `/v1/grants/${grantId}/withdraw`, {
      source: 'window',
    });
    for (const reply of [asked, withdrawn]) {
      expect([reply.status, reply.body['code']]).toEqual([503, 'unavailable']);
      expect(reply.body['detail']).toContain('older than the tables in its storage');
    }
    expect((await query(broker.access.owner, 'select count(*) from audit')).rows).toEqual(before.rows);
    broker.clock.advance(5_000);
    await vi.waitFor(() => expect(newer).toHaveLength(1));
    expect(newer[0]).toContain(NEWER);
  } finally {
    await watch.stop();
    await broker.stop();
  }
});

it('lets what is being written come to its end before a newer broker migrates, and nothing afterwards', async () => {
  const access = await storage.bare();
  const db: Kysely<Database> = await openStorage(access, () => undefined);
  try {
    const steps: string[] = [];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const writing = inTransaction(db, async (tx) => {
      steps.push('writing');
      await held;
      await tx.insertInto('fact').values({ name: 'held', value: 'x' }).execute();
      steps.push('written');
    });
    await vi.waitFor(() => expect(steps).toEqual(['writing']));
    const migrating = migrateFurther(access, () => Promise.resolve(void steps.push('migrated')));
    await vi.waitFor(async () => {
      // Of this database alone: tests on others of the server wait for such locks, too.
      const { rows } = await query(
        access.owner,
        `select 1 from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      );
      expect(rows).toHaveLength(1);
    });
    // Whoever begins now waits for the migration, and is refused after it.
    const late = inTransaction(db, (tx) =>
      tx.insertInto('fact').values({ name: 'late', value: 'x' }).execute(),
    );
    const refused = expect(late).rejects.toThrow(NewerTablesError);
    letGo();
    await Promise.all([writing, migrating, refused]);
    expect(steps).toEqual(['writing', 'written', 'migrated']);
    const { rows } = await query(access.owner, 'select name from fact order by name');
    expect(rows.map(({ name }) => name)).toEqual(['held']);
  } finally {
    await db.destroy();
  }
});

it('looks at the tables every few seconds for as long as it is not stopped', async () => {
  const access = await storage.bare();
  const db = await openStorage(access, () => undefined);
  const clock = createFakeClock();
  const newer: string[] = [];
  const watch = watchSchema({ db, clock, nudges: { subscribe: () => () => undefined } }, ({ message }) =>
    newer.push(message),
  );
  await migrateFurther(access);
  await watch.stop();
  clock.advance(60_000);
  await db.destroy();
  expect(newer).toEqual([]);
});

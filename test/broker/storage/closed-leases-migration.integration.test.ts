// Leases that an older version has written down, in every state, are what they were.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Migrator } from 'kysely/migration';
import { createDatabase } from '../../../broker/storage/database.ts';
import { MIGRATIONS } from '../../../broker/storage/migrations.ts';
import { openStorage } from '../../../broker/storage/open-storage.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

it('keeps what an older version has written down of leases', async () => {
  const access = await storage.bare();
  const owner = createDatabase<unknown>({ connection: access.owner, onError: () => undefined });
  const names = Object.keys(MIGRATIONS);
  const older = new Set(
    names.slice(
      0,
      names.findIndex((name) => name.endsWith('closed-leases')),
    ),
  );
  const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => older.has(name)));
  const migrator = new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve(before) } });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  await owner.destroy();
  for (const state of ['intended', 'active', 'revoking', 'stuck', 'revoked']) {
    const over = state === 'revoked' ? 'null, now()' : 'now(), null';
    await query(
      access.owner,
      `insert into lease (id, target_id, entitlement, account, state, expires_at, due_at, revoked_at)
       values ('${state}', 'billing', '{}', 'login', '${state}', now(), ${over})`,
    );
  }
  await (await openStorage(access, () => undefined)).destroy();
  const { rows } = await query(
    access.run,
    'select id, state, stuck_at is not null as since, closed_at from lease order by id',
  );
  expect(rows.map((row) => [row['id'] === row['state'], row['since'], row['closed_at']])).toEqual([
    [true, false, null],
    [true, false, null],
    [true, false, null],
    [true, false, null],
    [true, true, null],
  ]);
  const answers = await query(access.run, `select count(*)::int n from lease where state = 'stuck'`);
  expect(answers.rows).toEqual([{ n: 1 }]);
});

// What an older version has written down as waiting in a later stage waits since that stage began, so that no second group was asked about it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Migrator } from 'kysely/migration';
import { createDatabase } from '../../../broker/storage/database.ts';
import { MIGRATIONS } from '../../../broker/storage/migrations.ts';
import { openStorage } from '../../../broker/storage/open-storage.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

const ASKED = Date.parse('2026-03-01T10:00:00.000Z');
const COMPLETE = ASKED + 360_007;
const NEEDS = { count: 1, group: 'security' };
const REVIEWS = [
  { group: 'dba', at: COMPLETE - 1000 },
  { group: 'dba', at: COMPLETE },
  { group: 'security', at: COMPLETE + 5000 },
];

it('counts a later stage of what waits from when the one before was complete', async () => {
  const access = await storage.bare();
  const owner = createDatabase<unknown>({ connection: access.owner, onError: () => undefined });
  const before = Object.fromEntries(
    Object.entries(MIGRATIONS).filter(([name]) => name < '0014-stages-in-time'),
  );
  const migrator = new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve(before) } });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  await owner.destroy();
  await query(access.owner, `insert into person (id, issuer, subject, name) values ('p', 'i', 's', 'n')`);
  const later = { needs: NEEDS, reviews: REVIEWS };
  const first = { needs: { count: 3, group: 'dba' }, reviews: REVIEWS.slice(0, 2) };
  await insert('1', 'pending', later);
  await insert('2', 'active', { ...later, extensions: [{ ...later, outcome: 'pending' }] });
  await insert('3', 'ended', { ...first, extensions: [], afterwards: { ...later, outcome: 'pending' } });
  await insert('4', 'pending', first);
  // Whoever approved has not written down for which group: there was one.
  await insert('5', 'pending', { needs: NEEDS, reviews: [{ at: COMPLETE }] });
  await insert('6', 'active', { ...later, extensions: [] }, 'null');
  await (await openStorage(access, () => undefined)).destroy();
  const { rows } = await query(
    access.run,
    'select id, (extract(epoch from waiting_since) * 1000)::float8 as since from grants order by id',
  );
  expect(rows.map(({ since }) => since)).toEqual([COMPLETE, COMPLETE, COMPLETE, ASKED, ASKED, null]);

  async function insert(id: string, status: string, document: object, since = `'${iso(ASKED)}'`) {
    await query(
      access.owner,
      `insert into grants (id, person_id, profile_id, status, requested_at, waiting_since, document)
       values ('${id}', 'p', 'fix', '${status}', '${iso(ASKED)}', ${since}, '${JSON.stringify(document)}')`,
    );
  }
});

const iso = (at: number): string => new Date(at).toISOString();

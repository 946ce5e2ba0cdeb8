// Many leases that change together are locked by their ids, wherever they lie in the table: two who lock the same ones wait for each other's first, and
// never each for what the other holds.
import pg from 'pg';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { entitlementAt, makeBench, type Bench } from './keeper-bench.ts';

let storage: TestStorage;
let bench: Bench;
let other: pg.Client;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  bench = await makeBench(await storage.fresh());
  other = new pg.Client(bench.access.owner);
  await other.connect();
});
afterEach(async () => {
  await other.end();
  await bench.stop();
});

it('ordering many ends waits for the first before it holds the second', async () => {
  const grantIds = [ulid(), ulid()];
  for (const grantId of grantIds) await bench.mint(grantId, [entitlementAt('books')]);
  // Behind the second in the table.
  const first = (await bench.db.selectFrom('lease').select('id').orderBy('id').execute())[0]?.id ?? '';
  await other.query('create table moved as select * from lease where id = $1', [first]);
  await other.query('delete from lease where id = $1', [first]);
  await other.query('insert into lease select * from moved');
  expect((await other.query('select id from lease')).rows[1]).toEqual({ id: first });

  await other.query('begin');
  await other.query('select id from lease where id = $1 for update', [first]);
  const ending = bench.keeper.endGrants(grantIds);
  await vi.waitFor(async () => {
    const waiting =
      "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    expect((await other.query(waiting)).rowCount).toBe(1);
  });
  // It would be refused at once, were it held.
  await other.query('select id from lease where id <> $1 for update nowait', [first]);
  await other.query('commit');
  await ending;
  expect(await bench.states()).toEqual(['revoking', 'revoking']);
});

// What an older version wrote down goes on: its documents get what they lack, and its requests can be reviewed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Migrator } from 'kysely/migration';
import { createDatabase } from '../../../broker/storage/database.ts';
import { MIGRATIONS } from '../../../broker/storage/migrations.ts';
import { grantOf, inboxOf, itemOf, look, review, said } from '../grants/reviewing.ts';
import { askFor, registerDesktop, SHIPPED, startOn, startTestBroker } from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

it('lets an older database go on working', async () => {
  const older = await storage.bare();
  const owner = createDatabase<unknown>({ connection: older.owner, onError: () => undefined });
  const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0003'));
  const migrator = new Migrator({ db: owner, provider: { getMigrations: () => Promise.resolve(before) } });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  await owner.destroy();

  // Grants of every kind as this version writes them, without what the older one did not know.
  const broker = await startTestBroker({ access: await storage.bare() });
  const laptop = await registerDesktop(broker, 'engineer');
  const [active, released, pending] = [
    await askFor(broker, 'engineer'),
    await askFor(broker, 'engineer'),
    await askFor(broker, 'engineer', 'billing-fix'),
  ];
  for (const id of [active, released]) await startOn(broker, 'engineer', id, laptop);
  await broker.call('engineer', 'POST', `/v1/grants/${released}/release`, { source: 'window' });
  const people = await query(broker.access.owner, 'select id, issuer, subject, name from person');
  for (const { id, issuer, subject, name } of people.rows)
    await query(
      older.owner,
      `insert into person values ('${String(id)}', '${String(issuer)}', '${String(subject)}', '${String(name)}')`,
    );
  const { rows } = await query(
    broker.access.owner,
    `select id, person_id, profile_id, status, requested_at::text, look_at::text,
       (document - 'extensions' - 'latestEndAt' - 'needs')::text as document from grants`,
  );
  expect(rows).toHaveLength(3);
  for (const row of rows) {
    // All of them texts, or null.
    const values = Object.values(row).map((value) =>
      typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : 'null',
    );
    await query(
      older.owner,
      `insert into grants (id, person_id, profile_id, status, requested_at, look_at, document) values (${values.join(',')})`,
    );
  }
  const { clock } = broker;
  await broker.stop();

  const next = await startTestBroker({ access: older, clock });
  try {
    expect(await look(next, active)).toMatchObject({ status: 'active', extensions: [] });
    const grant = await look(next, active);
    expect(grant).toMatchObject({ latestEndAt: grant.status === 'active' ? grant.expiresAt : 0 });
    expect(await look(next, released)).toMatchObject({ status: 'ended', extensions: [] });
    expect(await look(next, pending)).toMatchObject({ needs: { count: 1, group: 'dba' } });
    // What was asked for is known from the first start on: a profile that gives something else meanwhile is not approved.
    const yaml = SHIPPED.replaceAll('role: billing_write', 'role: billing_read');
    const { leases, tokensFolder } = next;
    const changed = await startTestBroker({ access: older, clock, leases, tokensFolder, yaml });
    try {
      expect(said(await review(changed, 'reviewer', pending))[1]).toBe('changed-meanwhile');
    } finally {
      await changed.stop();
    }
    const { digest } = await itemOf(next, 'reviewer', pending);
    expect(grantOf(await review(next, 'reviewer', pending, { digest })).status).toBe('approved');
    expect((await inboxOf(next, 'reviewer')).decided.map(({ id }) => id)).toEqual([pending]);
  } finally {
    await next.stop();
  }
});

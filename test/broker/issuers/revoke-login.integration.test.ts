// The end of a login at a real target: nobody enters any more, open sessions are cut, and what it made is closed.
import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { entitlement, onEachServer, refusals, inAnHour } from './issuer-bench.ts';
import { requester } from '../requester.ts';

const bystander = { user: 'bystander', password: 'by' };

onEachServer('ending a login', (bench) => {
  it('refuses the login after the end while another still enters', async () => {
    const [first, second] = [await bench.mint(), await bench.mint()];
    expect(await bench.server.tryToEnter(first.who)).toBe('entered');
    await bench.revoke(first.leaseId);
    expect(refusals).toContain(await bench.server.tryToEnter(first.who));
    expect(await bench.server.tryToEnter(second.who)).toBe('entered');
    await bench.revoke(second.leaseId);
  });

  it('cuts open sessions and counts them', async () => {
    const { who, leaseId } = await bench.mint();
    const sessions = [await bench.server.open(who), await bench.server.open(who)];
    const still = await bench.mint();
    const other = await bench.server.open(still.who);
    expect((await bench.revoke(leaseId)).sessionsEnded).toBe(2);
    await Promise.all(sessions.map((session) => session.broken));
    expect((await other.query('SELECT 1')).rowCount).toBe(1);
    await other.end();
    await bench.revoke(still.leaseId);
  });

  it('closes the login before it ends its sessions, so that none is opened meanwhile', async () => {
    const { who, leaseId } = await bench.mint();
    const session = await bench.server.open(who);
    const seen: string[] = [];
    const watched = createPostgresqlIssuer({
      ...bench.server.issuerDeps,
      async reached(step) {
        if (step === 'closed') expect((await session.query('SELECT 1')).rowCount).toBe(1);
        seen.push(`${step}: ${await bench.server.tryToEnter(who)}`);
      },
    });
    const order = { leaseId, entitlement: entitlement('billing_read'), expiresAt: inAnHour(), requester };
    expect(await watched.revoke(order, () => Promise.resolve())).toEqual({ ok: true, value: null });
    expect(seen).toHaveLength(5);
    expect(seen.every((line) => /: (?:28P01|28000)$/.test(line))).toBe(true);
    await session.broken;
    await watched.close();
  });

  it('leaves no way in through what the login made, and lists it', async () => {
    const { who, leaseId } = await bench.mint('billing_write');
    const make = (source: string) => `
      CREATE TABLE desk.scratch AS SELECT * FROM ${source};
      GRANT SELECT ON desk.scratch TO PUBLIC, bystander;
      CREATE FUNCTION desk.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT c::text FROM ${source} c LIMIT 1';
      CREATE FUNCTION desk.peek_copy() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT c::text FROM desk.scratch c LIMIT 1';
      GRANT EXECUTE ON FUNCTION desk.peek_copy() TO bystander`;
    await bench.server.ask(who, make('public.customers'));
    await bench.server.ask({ ...who, database: 'archive' }, make('public.ledger'));
    const attempts = ['SELECT desk.peek()', 'SELECT desk.peek_copy()', 'SELECT * FROM desk.scratch'];
    const tryAll = () =>
      Promise.all(
        ['billing', 'archive'].flatMap((database) =>
          attempts.map((text) => bench.server.tryToEnter({ ...bystander, database }, text)),
        ),
      );
    expect(await tryAll()).toEqual(Array(6).fill('entered'));

    // In `billing` the role without rights may create in the schema, so the functions can be kept; in `archive` they cannot.
    await bench.server.asSuperuser('GRANT CREATE ON SCHEMA desk TO stint_left_behind');
    const { leftBehind } = await bench.revoke(leaseId);
    expect(leftBehind).toEqual([
      'function desk.peek() in archive (dropped)',
      'function desk.peek_copy() in archive (dropped)',
      'table desk.scratch in archive',
      'function desk.peek() in billing',
      'function desk.peek_copy() in billing',
      'table desk.scratch in billing',
    ]);
    expect(refusals).toContain(await bench.server.tryToEnter(who));
    expect(await tryAll()).toEqual(['42501', '42501', '42501', '42883', '42883', '42501']);

    // Even where somebody opens the function again, the table it read stays closed: its owner has no rights.
    await bench.server.asSuperuser('GRANT EXECUTE ON FUNCTION desk.peek() TO bystander');
    expect(await bench.server.tryToEnter(bystander, 'SELECT desk.peek()')).toBe('42501');
    const owner = 'SELECT DISTINCT pg_get_userbyid(proowner) AS owner FROM pg_proc WHERE proname ~ $$^peek$$';
    expect(await bench.server.asSuperuser(owner)).toEqual([{ owner: 'stint_left_behind' }]);
    expect(await bench.server.asSuperuser('SELECT count(*)::int AS n FROM desk.scratch')).toEqual([
      { n: 16 },
    ]);
    await bench.server.asSuperuser('REVOKE CREATE ON SCHEMA desk FROM stint_left_behind');
    await bench.server.asSuperuser('DROP FUNCTION desk.peek(), desk.peek_copy(); DROP TABLE desk.scratch');
    await bench.server.asSuperuser('DROP TABLE desk.scratch', 'archive');
  });

  it('tells what is left behind before any of it is handed over, so that no crash between loses it', async () => {
    const { who, leaseId } = await bench.mint('billing_write');
    await bench.server.ask(who, 'CREATE TABLE desk.notes (line text)');
    const ownerOf = async (): Promise<unknown> =>
      (
        await bench.server.asSuperuser(
          "SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = 'desk.notes'::regclass",
        )
      )[0]?.['owner'];
    const order = { leaseId, entitlement: entitlement('billing_write'), expiresAt: inAnHour(), requester };
    const seen: unknown[] = [];
    // Whoever is told cannot write it down: the storage is away, say.
    const failed = await bench.issuer.revoke(order, async ({ leftBehind }) => {
      seen.push(leftBehind, await ownerOf());
      throw new Error('not written down');
    });
    expect(failed.ok).toBe(false);
    expect(seen).toEqual([['table desk.notes'], who.user]);
    // So the next attempt still sees it.
    expect(await ownerOf()).toBe(who.user);
    const again = await bench.issuer.revoke(order, async ({ leftBehind }) => void seen.push(leftBehind));
    expect([again.ok, seen.at(-1)]).toEqual([true, ['table desk.notes']]);
    expect(await ownerOf()).toBe('stint_left_behind');
    await bench.server.asSuperuser('DROP TABLE desk.notes');
  });

  it('keeps a schema of the login’s own with all that is in it, closed', async () => {
    await bench.server.asSuperuser('GRANT CREATE ON DATABASE billing TO billing_write');
    const { who, leaseId } = await bench.mint('billing_write');
    await bench.server.ask(
      who,
      `CREATE SCHEMA own; GRANT USAGE ON SCHEMA own TO bystander; CREATE TYPE own.mood AS ENUM ('fine');
       CREATE TABLE own.copy AS SELECT * FROM public.customers; GRANT SELECT (name) ON own.copy TO bystander;
       CREATE FUNCTION own.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM own.copy LIMIT 1';
       ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC`,
    );
    expect(await bench.server.tryToEnter(bystander, 'SELECT name FROM own.copy')).toBe('entered');
    const made = ['function own.peek()', 'schema own', 'table own.copy', 'type own.mood'];
    expect((await bench.revoke(leaseId)).leftBehind).toEqual(made);
    await bench.server.asSuperuser('GRANT USAGE ON SCHEMA own TO bystander');
    expect(await bench.server.tryToEnter(bystander, 'SELECT name FROM own.copy')).toBe('42501');
    expect(await bench.server.tryToEnter(bystander, 'SELECT own.peek()')).toBe('42501');
    await bench.server.asSuperuser(
      'DROP SCHEMA own CASCADE; REVOKE CREATE ON DATABASE billing FROM billing_write',
    );
  });

  it('names what is left without a database where there is only one', async () => {
    const { who, leaseId } = await bench.mint('billing_write');
    await bench.server.ask(who, 'CREATE TABLE desk.notes (line text)');
    expect((await bench.revoke(leaseId)).leftBehind).toEqual(['table desk.notes']);
    await bench.server.asSuperuser('DROP TABLE desk.notes');
  });

  it('revokes again what is gone, and what an earlier attempt left half done', async () => {
    expect(await bench.revoke(ulid())).toEqual({ sessionsEnded: 0, leftBehind: [] });
    const steps = ['NOLOGIN', 'NOLOGIN PASSWORD NULL'];
    for (const step of steps) {
      const { who, leaseId } = await bench.mint('billing_write');
      await bench.server.ask(who, 'CREATE TABLE desk.notes (line text)');
      await bench.server.asSuperuser(`ALTER ROLE ${who.user} ${step}`);
      if (step !== 'NOLOGIN')
        await bench.server.asSuperuser(`REASSIGN OWNED BY ${who.user} TO stint_left_behind`);
      await bench.revoke(leaseId);
      await bench.revoke(leaseId);
      expect(await bench.server.asSuperuser(`SELECT 1 FROM pg_roles WHERE rolname = '${who.user}'`)).toEqual(
        [],
      );
      await bench.server.asSuperuser('DROP TABLE desk.notes');
    }
  });
});

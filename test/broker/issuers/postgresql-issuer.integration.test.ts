import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import type { Issuer, Minted, Revocation } from '../../../broker/ports/issuer.ts';
import type { EntitlementRule } from '../../../broker/ports/profile-rule.ts';
import { has15, startDemoServer, type Credentials, type DemoServer } from '../demo-server.ts';

if (!has15)
  console.warn('PostgreSQL 15 is not installed (apt-get install postgresql-15): its tests are skipped.');

const entitlement = (role: string): EntitlementRule => ({
  id: role,
  kind: 'postgresql',
  targetId: 'billing',
  targetName: 'billing',
  role,
  database: 'billing',
});
const inAnHour = () => Date.now() + 3_600_000;
const refusals = ['28P01', '28000'];

describe.each([
  { version: 'embedded' as const, here: true },
  { version: '15' as const, here: has15 },
])('the PostgreSQL issuer on $version', ({ version, here }) => {
  describe.skipIf(!here)('with a real server', () => {
    let server: DemoServer;
    let issuer: Issuer;
    beforeAll(async () => {
      server = await startDemoServer(version);
      issuer = createPostgresqlIssuer(server.issuerDeps);
      await server.asSuperuser('CREATE DATABASE archive');
      await server.asSuperuser('REVOKE ALL ON DATABASE archive FROM PUBLIC');
      await server.asSuperuser('CREATE SCHEMA desk; GRANT USAGE, CREATE ON SCHEMA desk TO billing_write');
      await server.asSuperuser('GRANT CONNECT ON DATABASE archive TO stint_issuer, billing_write', 'archive');
      await server.asSuperuser(
        `CREATE TABLE ledger (secret text); INSERT INTO ledger VALUES ('the books');
         CREATE SCHEMA desk; GRANT USAGE, CREATE ON SCHEMA desk TO billing_write; GRANT SELECT ON ledger TO billing_write`,
        'archive',
      );
      await server.asSuperuser(
        "CREATE ROLE bystander LOGIN PASSWORD 'by'; GRANT CONNECT ON DATABASE billing, archive TO bystander; GRANT USAGE ON SCHEMA public TO bystander",
      );
      await server.asSuperuser('GRANT USAGE ON SCHEMA desk TO bystander');
      await server.asSuperuser('GRANT USAGE ON SCHEMA desk TO bystander', 'archive');
    });
    afterAll(async () => {
      await issuer.close();
      await server.stop();
    });
    const bystander = { user: 'bystander', password: 'by' };

    async function mint(role = 'billing_read', leaseId = ulid(), expiresAt = inAnHour()) {
      const minted = await issuer.mint({ leaseId, entitlement: entitlement(role), expiresAt });
      if (!minted.ok) throw new Error(minted.error.sentence);
      return { leaseId, who: toCredentials(minted.value), minted: minted.value };
    }
    async function revoke(leaseId: string): Promise<Revocation> {
      const noted: Revocation[] = [];
      const revoked = await issuer.revoke(
        { leaseId, entitlement: entitlement('billing_read') },
        async (found) => void noted.push(found),
      );
      if (!revoked.ok) throw new Error(revoked.error.sentence);
      return {
        sessionsEnded: noted.reduce((sum, found) => sum + found.sessionsEnded, 0),
        leftBehind: noted.flatMap((found) => found.leftBehind),
      };
    }

    it('lets the login in with its password and refuses another', async () => {
      const { who, leaseId } = await mint();
      expect(who.user).toBe(`stint_${leaseId.toLowerCase()}`);
      expect(await server.ask(who, 'SELECT count(*)::int AS n FROM invoices')).toEqual([{ n: 48 }]);
      expect(await server.tryToEnter({ ...who, password: `${who.password}x` })).toBe('28P01');
      await revoke(leaseId);
    });

    it('gives the rights of the profile’s role and no others', async () => {
      const reader = await mint('billing_read');
      const writer = await mint('billing_write');
      const change = "UPDATE customers SET city = 'Bath' WHERE id = 1";
      expect(await server.tryToEnter(reader.who, change)).toBe('42501');
      expect(await server.tryToEnter(writer.who, change)).toBe('entered');
      expect(await server.tryToEnter(writer.who, 'DELETE FROM invoices')).toBe('42501');
      expect(await server.tryToEnter(writer.who, 'CREATE ROLE friend')).toBe('42501');
      expect(await server.tryToEnter({ ...reader.who, database: 'archive' })).toBe('42501');
      // Becoming the profile's role would let objects outlive the grant in its name; before 16 PostgreSQL cannot forbid it.
      const become = await server.tryToEnter(reader.who, 'SET ROLE billing_read');
      expect(become).toBe(version === '15' ? 'entered' : '42501');
      await revoke(reader.leaseId);
      await revoke(writer.leaseId);
    });

    it('refuses the login after the end while another still enters', async () => {
      const [first, second] = [await mint(), await mint()];
      expect(await server.tryToEnter(first.who)).toBe('entered');
      await revoke(first.leaseId);
      expect(refusals).toContain(await server.tryToEnter(first.who));
      expect(await server.tryToEnter(second.who)).toBe('entered');
      await revoke(second.leaseId);
    });

    it('cuts open sessions and counts them', async () => {
      const { who, leaseId } = await mint();
      const sessions = [await server.open(who), await server.open(who)];
      const still = await mint();
      const other = await server.open(still.who);
      expect((await revoke(leaseId)).sessionsEnded).toBe(2);
      await Promise.all(sessions.map((session) => session.broken));
      expect((await other.query('SELECT 1')).rowCount).toBe(1);
      await other.end();
      await revoke(still.leaseId);
    });

    it('closes the login before it ends its sessions, so that none is opened meanwhile', async () => {
      const { who, leaseId } = await mint();
      const session = await server.open(who);
      const seen: string[] = [];
      const watched = createPostgresqlIssuer({
        ...server.issuerDeps,
        async reached(step) {
          if (step === 'closed') expect((await session.query('SELECT 1')).rowCount).toBe(1);
          seen.push(`${step}: ${await server.tryToEnter(who)}`);
        },
      });
      const order = { leaseId, entitlement: entitlement('billing_read') };
      expect(await watched.revoke(order, () => Promise.resolve())).toEqual({ ok: true, value: null });
      expect(seen).toHaveLength(5);
      expect(seen.every((line) => /: (?:28P01|28000)$/.test(line))).toBe(true);
      await session.broken;
      await watched.close();
    });

    it('allows five connections and no more', async () => {
      const { who, leaseId } = await mint();
      const open = await Promise.all(Array.from({ length: 5 }, () => server.open(who)));
      expect(await server.tryToEnter(who)).toBe('53300');
      expect((await revoke(leaseId)).sessionsEnded).toBe(5);
      await Promise.all(open.map((session) => session.broken));
    });

    it('tells the server when the login ends', async () => {
      const past = await mint('billing_read', ulid(), Date.now() - 1000);
      expect(await server.tryToEnter(past.who)).toBe('28P01');
      await revoke(past.leaseId);
    });

    it('leaves no way in through what the login made, and lists it', async () => {
      const { who, leaseId } = await mint('billing_write');
      const make = (source: string) => `
        CREATE TABLE desk.scratch AS SELECT * FROM ${source};
        GRANT SELECT ON desk.scratch TO PUBLIC, bystander;
        CREATE FUNCTION desk.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT c::text FROM ${source} c LIMIT 1';
        CREATE FUNCTION desk.peek_copy() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT c::text FROM desk.scratch c LIMIT 1';
        GRANT EXECUTE ON FUNCTION desk.peek_copy() TO bystander`;
      await server.ask(who, make('public.customers'));
      await server.ask({ ...who, database: 'archive' }, make('public.ledger'));
      const attempts = ['SELECT desk.peek()', 'SELECT desk.peek_copy()', 'SELECT * FROM desk.scratch'];
      const tryAll = () =>
        Promise.all(
          ['billing', 'archive'].flatMap((database) =>
            attempts.map((text) => server.tryToEnter({ ...bystander, database }, text)),
          ),
        );
      expect(await tryAll()).toEqual(Array(6).fill('entered'));

      // In `billing` the role without rights may create in the schema, so the functions can be kept; in `archive` they cannot.
      await server.asSuperuser('GRANT CREATE ON SCHEMA desk TO stint_left_behind');
      const { leftBehind } = await revoke(leaseId);
      expect(leftBehind).toEqual([
        'function desk.peek() in archive (dropped)',
        'function desk.peek_copy() in archive (dropped)',
        'table desk.scratch in archive',
        'function desk.peek() in billing',
        'function desk.peek_copy() in billing',
        'table desk.scratch in billing',
      ]);
      expect(refusals).toContain(await server.tryToEnter(who));
      expect(await tryAll()).toEqual(['42501', '42501', '42501', '42883', '42883', '42501']);

      // Even where somebody opens the function again, the table it read stays closed: its owner has no rights.
      await server.asSuperuser('GRANT EXECUTE ON FUNCTION desk.peek() TO bystander');
      expect(await server.tryToEnter(bystander, 'SELECT desk.peek()')).toBe('42501');
      const owner =
        'SELECT DISTINCT pg_get_userbyid(proowner) AS owner FROM pg_proc WHERE proname ~ $$^peek$$';
      expect(await server.asSuperuser(owner)).toEqual([{ owner: 'stint_left_behind' }]);
      expect(await server.asSuperuser('SELECT count(*)::int AS n FROM desk.scratch')).toEqual([{ n: 16 }]);
      await server.asSuperuser('REVOKE CREATE ON SCHEMA desk FROM stint_left_behind');
      await server.asSuperuser('DROP FUNCTION desk.peek(), desk.peek_copy(); DROP TABLE desk.scratch');
      await server.asSuperuser('DROP TABLE desk.scratch', 'archive');
    });

    it('keeps a schema of the login’s own with all that is in it, closed', async () => {
      await server.asSuperuser('GRANT CREATE ON DATABASE billing TO billing_write');
      const { who, leaseId } = await mint('billing_write');
      await server.ask(
        who,
        `CREATE SCHEMA own; GRANT USAGE ON SCHEMA own TO bystander; CREATE TYPE own.mood AS ENUM ('fine');
         CREATE TABLE own.copy AS SELECT * FROM public.customers; GRANT SELECT (name) ON own.copy TO bystander;
         CREATE FUNCTION own.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM own.copy LIMIT 1';
         ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC`,
      );
      expect(await server.tryToEnter(bystander, 'SELECT name FROM own.copy')).toBe('entered');
      const made = ['function own.peek()', 'schema own', 'table own.copy', 'type own.mood'];
      expect((await revoke(leaseId)).leftBehind).toEqual(made);
      await server.asSuperuser('GRANT USAGE ON SCHEMA own TO bystander');
      expect(await server.tryToEnter(bystander, 'SELECT name FROM own.copy')).toBe('42501');
      expect(await server.tryToEnter(bystander, 'SELECT own.peek()')).toBe('42501');
      await server.asSuperuser(
        'DROP SCHEMA own CASCADE; REVOKE CREATE ON DATABASE billing FROM billing_write',
      );
    });

    it('names what is left without a database where there is only one', async () => {
      const { who, leaseId } = await mint('billing_write');
      await server.ask(who, 'CREATE TABLE desk.notes (line text)');
      expect((await revoke(leaseId)).leftBehind).toEqual(['table desk.notes']);
      await server.asSuperuser('DROP TABLE desk.notes');
    });

    it('revokes again what is gone, and what an earlier attempt left half done', async () => {
      expect(await revoke(ulid())).toEqual({ sessionsEnded: 0, leftBehind: [] });
      const steps = ['NOLOGIN', 'NOLOGIN PASSWORD NULL'];
      for (const step of steps) {
        const { who, leaseId } = await mint('billing_write');
        await server.ask(who, 'CREATE TABLE desk.notes (line text)');
        await server.asSuperuser(`ALTER ROLE ${who.user} ${step}`);
        if (step !== 'NOLOGIN')
          await server.asSuperuser(`REASSIGN OWNED BY ${who.user} TO stint_left_behind`);
        await revoke(leaseId);
        await revoke(leaseId);
        expect(await server.asSuperuser(`SELECT 1 FROM pg_roles WHERE rolname = '${who.user}'`)).toEqual([]);
        await server.asSuperuser('DROP TABLE desk.notes');
      }
    });

    it('tells of its logins at the target and of nobody else’s', async () => {
      const { leaseId } = await mint();
      await server.asSuperuser('CREATE ROLE stint_somebody LOGIN');
      expect(await issuer.leasesAtTarget()).toEqual({ ok: true, value: [leaseId] });
      await revoke(leaseId);
      expect(await issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
      await server.asSuperuser('DROP ROLE stint_somebody');
    });

    it('says what is missing when a role does not exist, and mints nothing', async () => {
      const minted = await issuer.mint({
        leaseId: ulid(),
        entitlement: entitlement('no_such_role'),
        expiresAt: inAnHour(),
      });
      expect(minted).toMatchObject({ ok: false, error: { kind: 'refused' } });
      expect(!minted.ok && minted.error.sentence).toContain('role "no_such_role" does not exist');
      expect(await issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
    });

    it('does not hand out a role it may not administer', async () => {
      await server.asSuperuser('CREATE ROLE crown SUPERUSER NOLOGIN');
      const minted = await issuer.mint({
        leaseId: ulid(),
        entitlement: entitlement('crown'),
        expiresAt: inAnHour(),
      });
      expect(minted).toMatchObject({ ok: false, error: { kind: 'refused' } });
      expect(await issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
      await server.asSuperuser('DROP ROLE crown');
    });

    it('takes an odd role name as a name, never as SQL', async () => {
      const odd = 'odd"; DROP TABLE invoices; --';
      const minted = await issuer.mint({
        leaseId: ulid(),
        entitlement: entitlement(odd),
        expiresAt: inAnHour(),
      });
      expect(minted).toMatchObject({ ok: false, error: { kind: 'refused' } });
      expect(await server.asSuperuser('SELECT count(*)::int AS n FROM invoices')).toEqual([{ n: 48 }]);
    });

    it('says that the target is out of reach, without a secret', async () => {
      const login = { ...server.issuerDeps.login, port: 1, password: 'canary-of-the-issuer' };
      const away = createPostgresqlIssuer({ ...server.issuerDeps, login });
      const minted = await away.mint({
        leaseId: ulid(),
        entitlement: entitlement('billing_read'),
        expiresAt: inAnHour(),
      });
      expect(minted).toMatchObject({
        ok: false,
        error: { kind: 'unreachable', sentence: 'billing did not answer as it should (ECONNREFUSED).' },
      });
      expect(inspectDeeply(minted)).not.toContain('canary');
      await away.close();
    });

    it('keeps the password out of the server and its log', async () => {
      const { minted, leaseId } = await mint();
      const secret = minted.secret.toString();
      const stored = await server.asSuperuser(
        `SELECT rolpassword FROM pg_authid WHERE rolname = '${issuer.accountFor(leaseId)}'`,
      );
      expect(String(stored[0]?.['rolpassword'])).toMatch(/^SCRAM-SHA-256\$4096:/);
      const log = readFileSync(join(server.folder, 'server.log'), 'utf8');
      expect(log).not.toContain(secret);
      expect(log).not.toContain('SCRAM-SHA-256$');
      await revoke(leaseId);
    });
  });
});

function toCredentials({ connection, secret }: Minted): Credentials {
  return { user: connection.username, password: secret.toString(), database: connection.database };
}

function inspectDeeply(value: unknown): string {
  return inspect(value, { depth: 10, showHidden: true });
}

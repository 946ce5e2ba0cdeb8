// Minting at a real target: what a login may do, what is refused, and where its password is not.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { entitlement, inAnHour, onEachServer } from './issuer-bench.ts';
import { requester } from '../requester.ts';

onEachServer('the PostgreSQL issuer', (bench) => {
  it('lets the login in with its password and refuses another', async () => {
    const { who, leaseId } = await bench.mint();
    expect(who.user).toBe(`stint_${leaseId.toLowerCase()}`);
    expect(await bench.server.ask(who, 'SELECT count(*)::int AS n FROM invoices')).toEqual([{ n: 48 }]);
    expect(await bench.server.tryToEnter({ ...who, password: `${who.password}x` })).toBe('28P01');
    await bench.revoke(leaseId);
  });

  it('gives the rights of the profile’s role and no others', async () => {
    const reader = await bench.mint('billing_read');
    const writer = await bench.mint('billing_write');
    const change = "UPDATE customers SET city = 'Bath' WHERE id = 1";
    expect(await bench.server.tryToEnter(reader.who, change)).toBe('42501');
    expect(await bench.server.tryToEnter(writer.who, change)).toBe('entered');
    expect(await bench.server.tryToEnter(writer.who, 'DELETE FROM invoices')).toBe('42501');
    expect(await bench.server.tryToEnter(writer.who, 'CREATE ROLE friend')).toBe('42501');
    expect(await bench.server.tryToEnter({ ...reader.who, database: 'archive' })).toBe('42501');
    // Becoming the profile's role would let objects outlive the grant in its name; before 16 PostgreSQL cannot forbid it.
    const become = await bench.server.tryToEnter(reader.who, 'SET ROLE billing_read');
    expect(become).toBe(bench.version === '15' ? 'entered' : '42501');
    await bench.revoke(reader.leaseId);
    await bench.revoke(writer.leaseId);
  });

  it('allows five connections and no more', async () => {
    const { who, leaseId } = await bench.mint();
    const open = await Promise.all(Array.from({ length: 5 }, () => bench.server.open(who)));
    expect(await bench.server.tryToEnter(who)).toBe('53300');
    expect((await bench.revoke(leaseId)).sessionsEnded).toBe(5);
    await Promise.all(open.map((session) => session.broken));
  });

  it('tells the server when the login ends', async () => {
    const past = await bench.mint('billing_read', ulid(), Date.now() - 1000);
    expect(await bench.server.tryToEnter(past.who)).toBe('28P01');
    await bench.revoke(past.leaseId);
  });

  it('extends a login by its end alone: the same password comes in again', async () => {
    const past = await bench.mint('billing_read', ulid(), Date.now() - 1000);
    expect(await bench.server.tryToEnter(past.who)).toBe('28P01');
    const order = { leaseId: past.leaseId, entitlement: entitlement('billing_read'), expiresAt: inAnHour() };
    for (let times = 0; times < 2; times += 1) {
      const extended = await bench.issuer.extend({ ...order, requester });
      expect(extended).toEqual({ ok: true, value: { certificate: null } });
    }
    expect(await bench.server.tryToEnter(past.who)).toBe('entered');
    await bench.revoke(past.leaseId);
  });

  it('extends no login that is gone or has been closed', async () => {
    const { leaseId } = await bench.mint();
    const order = { leaseId, entitlement: entitlement('billing_read'), expiresAt: inAnHour(), requester };
    await bench.server.asSuperuser(`ALTER ROLE stint_${leaseId.toLowerCase()} NOLOGIN PASSWORD NULL`);
    const sentence = 'The login at billing is not there any more, so it cannot be extended.';
    const gone = { ok: false, error: { kind: 'refused', sentence } };
    expect(await bench.issuer.extend(order)).toEqual(gone);
    await bench.revoke(leaseId);
    expect(await bench.issuer.extend(order)).toEqual(gone);
  });

  it('tells of its logins at the target and of nobody else’s', async () => {
    const { leaseId } = await bench.mint();
    await bench.server.asSuperuser('CREATE ROLE stint_somebody LOGIN');
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [leaseId] });
    await bench.revoke(leaseId);
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
    await bench.server.asSuperuser('DROP ROLE stint_somebody');
  });

  it('says what is missing when a role does not exist, and mints nothing', async () => {
    const minted = await bench.issuer.mint({
      leaseId: ulid(),
      entitlement: entitlement('no_such_role'),
      expiresAt: inAnHour(),
      requester,
    });
    expect(minted).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(!minted.ok && minted.error.sentence).toContain('role "no_such_role" does not exist');
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
  });

  it('does not hand out a role it may not administer', async () => {
    await bench.server.asSuperuser('CREATE ROLE crown SUPERUSER NOLOGIN');
    const minted = await bench.issuer.mint({
      leaseId: ulid(),
      entitlement: entitlement('crown'),
      expiresAt: inAnHour(),
      requester,
    });
    expect(minted).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await bench.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
    await bench.server.asSuperuser('DROP ROLE crown');
  });

  it('takes an odd role name as a name, never as SQL', async () => {
    const odd = 'odd"; DROP TABLE invoices; --';
    const minted = await bench.issuer.mint({
      leaseId: ulid(),
      entitlement: entitlement(odd),
      expiresAt: inAnHour(),
      requester,
    });
    expect(minted).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(await bench.server.asSuperuser('SELECT count(*)::int AS n FROM invoices')).toEqual([{ n: 48 }]);
  });

  it('says that the target is out of reach, without a secret', async () => {
    const login = { ...bench.server.issuerDeps.login, port: 1, password: 'canary-of-the-issuer' };
    const away = createPostgresqlIssuer({ ...bench.server.issuerDeps, login });
    const minted = await away.mint({
      leaseId: ulid(),
      entitlement: entitlement('billing_read'),
      expiresAt: inAnHour(),
      requester,
    });
    expect(minted).toMatchObject({
      ok: false,
      error: { kind: 'unreachable', sentence: 'billing did not answer as it should (ECONNREFUSED).' },
    });
    expect(inspectDeeply(minted)).not.toContain('canary');
    await away.close();
  });

  it('keeps the password out of the server and its log', async () => {
    const { minted, leaseId } = await bench.mint();
    const secret = minted.secret.toString();
    const stored = await bench.server.asSuperuser(
      `SELECT rolpassword FROM pg_authid WHERE rolname = '${bench.issuer.accountFor(leaseId, entitlement('billing_read'))}'`,
    );
    expect(String(stored[0]?.['rolpassword'])).toMatch(/^SCRAM-SHA-256\$4096:/);
    const log = readFileSync(join(bench.server.folder, 'server.log'), 'utf8');
    expect(log).not.toContain(secret);
    expect(log).not.toContain('SCRAM-SHA-256$');
    await bench.revoke(leaseId);
  });
});

function inspectDeeply(value: unknown): string {
  return inspect(value, { depth: 10, showHidden: true });
}

// A database and SSH in one grant, both real: all or none, and what comes of them at the end.
import { writeFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { Issuer, Requester } from '../../../broker/ports/issuer.ts';
import type { LeaseKeeper } from '../../../broker/ports/lease-keeper.ts';
import type { Database } from '../../../broker/storage/database.ts';
import { openStorage } from '../../../broker/storage/open-storage.ts';
import { startDemoServer, type DemoServer } from '../demo-server.ts';
import { entitlement } from '../issuers/issuer-bench.ts';
import { bastion, hasSsh, inAnHour, startSshBench, type SshBench } from '../ssh-bench.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';

describe.skipIf(!hasSsh)('a database and SSH in one grant', () => {
  let storage: TestStorage;
  let db: Kysely<Database>;
  let target: DemoServer;
  let ssh: SshBench;
  let keeper: LeaseKeeper;
  let database: Issuer;

  beforeAll(async () => {
    [storage, target, ssh] = await Promise.all([startTestStorage(), startDemoServer(), startSshBench()]);
    db = await openStorage(await storage.fresh(), () => undefined);
    database = createPostgresqlIssuer(target.issuerDeps);
    const silent = (): void => undefined;
    keeper = createLeaseKeeper({
      db,
      clock: createSystemClock(),
      log: { info: silent, warn: silent, error: silent },
      issuers: new Map([
        ['billing', database],
        ['bastion', ssh.issuer()],
      ]),
      newId: () => ulid(),
      random: () => 0,
    });
    await keeper.start();
  });
  afterAll(async () => {
    await keeper.stop();
    await database.close();
    await db.destroy();
    await Promise.all([ssh.stop(), target.stop(), storage.stop()]);
  });

  const order = (requester: Requester) => ({
    grantId: ulid(),
    entitlements: [entitlement('billing_read'), bastion()],
    expiresAt: inAnHour(),
    requester,
  });
  const logins = () => target.asSuperuser("SELECT rolname FROM pg_roles WHERE rolname ~ '^stint_[0-7]'");

  it('leaves nothing at the database when SSH cannot be minted', async () => {
    const wanted = order({ address: null, sshPublicKey: ssh.publicKey });
    const outcome = await keeper.mintAll(wanted);
    expect(outcome.ok ? 'minted' : outcome.sentence).toContain('ties certificates to the address');
    await vi.waitFor(async () => expect(await logins()).toEqual([]));
    const states = (await keeper.leasesOf(wanted.grantId)).map(({ state }) => state.state);
    await vi.waitFor(async () => {
      const now = (await keeper.leasesOf(wanted.grantId)).map(({ state }) => state.state);
      expect(now).toEqual(['revoked', 'revoked']);
    });
    expect(states).toHaveLength(2);
  });

  it('gives both, keeps the certificate with its lease, and takes both at the end', async () => {
    // Each start has a key of its own; here it is the one that was taken back above.
    writeFileSync(ssh.sshd.revokedKeys, '');
    const wanted = order({ address: '127.0.0.1', sshPublicKey: ssh.publicKey });
    const outcome = await keeper.mintAll(wanted);
    if (!outcome.ok) throw new Error(outcome.sentence);
    const [login, shell] = ['postgresql', 'ssh'].map((kind) =>
      outcome.leases.find(({ lease }) => lease.kind === kind),
    );
    const there = shell?.minted.connection;
    const first = login?.minted.connection;
    if (there?.kind !== 'ssh' || first?.kind !== 'postgresql' || login === undefined)
      throw new Error('One is missing.');
    expect(shell?.lease).toMatchObject({
      kind: 'ssh',
      account: ssh.sshd.username,
      certificate: there.certificate,
    });
    expect((await ssh.enter(there.certificate)).code).toBe(0);
    const who = { user: first.username, password: login.minted.secret.toString() };
    expect(await target.ask(who, 'SELECT count(*)::int AS n FROM invoices')).toEqual([{ n: 48 }]);

    // A later end: the same login, and a new certificate for the same key, kept with its lease.
    const later = await keeper.extendAll({ grantId: wanted.grantId, expiresAt: wanted.expiresAt + 60_000 });
    if (!later.ok) throw new Error(later.sentence);
    const renewed = later.leases.find(({ kind }) => kind === 'ssh')?.certificate ?? '';
    expect(renewed).not.toBe(there.certificate);
    expect((await keeper.leasesOf(wanted.grantId)).find(({ kind }) => kind === 'ssh')?.certificate).toBe(
      renewed,
    );
    expect((await ssh.enter(renewed)).code).toBe(0);

    await keeper.endGrant(wanted.grantId);
    await vi.waitFor(async () => {
      const leases = await keeper.leasesOf(wanted.grantId);
      expect(leases.map(({ state }) => state.state)).toEqual(['revoked', 'revoked']);
    });
    expect(await target.tryToEnter(who)).not.toBe('entered');
    expect((await ssh.enter(there.certificate)).out).toContain('Permission denied');
  });
});

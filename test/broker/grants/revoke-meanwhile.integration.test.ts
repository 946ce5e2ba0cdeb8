// An admin ends a grant while it is being started, extended or released: it ends once, and no login is left.
import { describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import { createFakeIssuer } from '../leases/fake-issuer.ts';
import { askFor, extendOn, registerDesktop, startOn, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { idOf, revoke, startFor, startWithAdmin, statusOf } from './revoking.ts';

let broker: TestBroker;
const storage = eachBroker((fresh) => void (broker = fresh), {}, startWithAdmin);

describe('a grant that is revoked while something else happens to it', () => {
  it('leaves no login where it was just being started', async () => {
    const issuer = createFakeIssuer();
    const gate = Promise.withResolvers<undefined>();
    issuer.gate = gate.promise;
    await broker.stop();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const issuers = new Map([['billing', issuer]]);
    broker = await startWithAdmin({
      access: await storage.fresh(),
      makeKeeper: (parts) => createLeaseKeeper({ ...parts, log, issuers, random: () => 0 }),
    });
    const desktop = await registerDesktop(broker, 'engineer');
    const grantId = await askFor(broker, 'engineer');
    const starting = startOn(broker, 'engineer', grantId, desktop);
    await vi.waitFor(async () => expect(await statusOf(broker, grantId)).toBe('starting'));
    const written = `select count(*)::int n from lease where grant_id = '${grantId}'`;
    await vi.waitFor(async () =>
      expect((await query(broker.access.owner, written)).rows).toEqual([{ n: 1 }]),
    );
    expect((await revoke(broker, 'warden', 'grants', grantId)).status).toBe(200);
    gate.resolve(undefined);
    expect((await starting).body).toMatchObject({ status: 502 });
    expect(await statusOf(broker, grantId)).toBe('ended: revoked: the laptop was stolen');
    const states = `select state from lease where grant_id = '${grantId}'`;
    await vi.waitFor(async () => {
      broker.clock.advance(100);
      expect((await query(broker.access.owner, states)).rows).toEqual([{ state: 'revoked' }]);
    });
    expect(issuer.logins).toEqual(new Set());
    expect(issuer.secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
  });

  it('hands nothing out where its login was there already', async () => {
    const desktop = await registerDesktop(broker, 'engineer');
    const grantId = await askFor(broker, 'engineer');
    const hold = broker.leases.holdNext();
    const starting = startOn(broker, 'engineer', grantId, desktop);
    await hold.reached;
    await revoke(broker, 'warden', 'people', await idOf(broker, 'engineer'));
    hold.go();
    const reply = await starting;
    expect(reply.body).toMatchObject({ status: 409, code: 'wrong-status' });
    expect(reply.text).not.toContain('sealed');
    expect(broker.leases.secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
    // Once by the admin, once by the start, whose login came after that.
    expect(broker.leases.ended).toEqual([grantId, grantId]);
  });

  it('ends all the same where it was just being extended, and its end is moved no more', async () => {
    const desktop = await registerDesktop(broker, 'engineer');
    const grantId = await askFor(broker, 'engineer');
    await startOn(broker, 'engineer', grantId, desktop);
    const hold = broker.leases.holdExtending();
    const extending = extendOn(broker, 'engineer', grantId, desktop);
    await hold.reached;
    await revoke(broker, 'warden', 'targets', 'billing');
    hold.go();
    expect((await extending).status).toBeGreaterThanOrEqual(409);
    expect(await statusOf(broker, grantId)).toMatch(/^ended: revoked/u);
  });

  it('has one end, whoever was first: its person, an admin, or two', async () => {
    for (let round = 0; round < 10; round += 1) {
      const grantId = await startFor(broker, 'engineer');
      const person = await idOf(broker, 'engineer');
      const replies = await Promise.all([
        broker.call('engineer', 'POST', `/v1/grants/${grantId}/release`, { source: 'window' }),
        revoke(broker, 'warden', 'grants', grantId),
        revoke(broker, 'warden', 'people', person),
        revoke(broker, 'warden', 'targets', 'billing'),
      ]);
      expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const { rows } = await query(
        broker.access.owner,
        `select count(*)::int n from audit where entry::jsonb->>'subject' = '${grantId}'
            and entry::jsonb->>'action' in ('grant-revoked', 'grant-released')`,
      );
      expect(rows).toEqual([{ n: 1 }]);
    }
  });
});

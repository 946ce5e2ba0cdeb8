// A login that cannot be taken back: it is called stuck once, tried for ever, and closed by hand by nobody but an admin with a reason.
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import { leaseAnswer, leasesAnswer } from '../../../shared/api-lease.ts';
import { entries, idOf, revoke, startFor, startWithAdmin } from '../grants/revoking.ts';
import type { Reply, TestBroker } from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { createFakeIssuer, type FakeIssuer } from './fake-issuer.ts';
import { DOWN } from './keeper-bench.ts';
import { watchSessions, type Sessions } from './sessions.ts';

let storage: TestStorage;
let broker: TestBroker;
let issuer: FakeIssuer;
let sessions: Sessions;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  issuer = createFakeIssuer();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  sessions = watchSessions(await storage.fresh());
  broker = await startWithAdmin({
    access: sessions.access,
    makeKeeper: (parts) =>
      createLeaseKeeper({ ...parts, log, issuers: new Map([['billing', issuer]]), random: () => 0 }),
  });
});
afterEach(() => broker.stop());

async function lease(): Promise<Record<string, unknown>> {
  const { rows } = await query(broker.access.owner, 'select * from lease order by id desc limit 1');
  return rows[0] ?? {};
}

/** Moves the clock in steps until the only lease is so; not while the broker is at an attempt, or it would be called late for the next. */
async function until(wanted: object, stepMs = 4000): Promise<void> {
  await vi.waitFor(
    async () => {
      broker.clock.advance(sessions.areAtWork() ? 0 : stepMs);
      expect(await lease()).toMatchObject(wanted);
    },
    { timeout: 60_000, interval: 5 },
  );
}

/** A grant whose login cannot be taken back. */
async function getStuck(): Promise<string> {
  const grantId = await startFor(broker, 'engineer');
  issuer.failing = DOWN;
  await revoke(broker, 'warden', 'grants', grantId);
  await until({ state: 'stuck' });
  return grantId;
}

const close = (who: string, leaseId: unknown, reason = 'the server was scrapped'): Promise<Reply> =>
  broker.call(who, 'POST', `/v1/leases/${String(leaseId)}/close`, { reason });

async function metrics(): Promise<string> {
  return (await broker.call(null, 'GET', '/metrics')).text;
}

describe('a lease that could not be taken back six times', () => {
  it('is called stuck once, is seen by admins and in the metrics, and is tried until its login is gone', async () => {
    expect(await metrics()).toContain('stint_leases{state="stuck"} 0\n');
    const grantId = await getStuck();
    const { id } = await lease();
    expect(await entries(broker, 'lease-stuck')).toMatchObject([
      { actor: { kind: 'broker' }, subject: id, details: { grant: grantId, trouble: DOWN.sentence } },
    ]);
    expect(await metrics()).toMatch(/^stint_leases\{state="stuck"\} 1$/mu);
    await vi.waitFor(async () =>
      expect(await metrics()).toMatch(/^stint_lease_revocations_total\{outcome="failed"\} [67]$/mu),
    );
    const listed = leasesAnswer.parse((await broker.call('warden', 'GET', '/v1/leases?state=stuck')).body);
    expect(listed).toMatchObject({
      more: false,
      leases: [
        {
          id,
          grantId,
          person: { id: await idOf(broker, 'engineer'), name: 'Erin Engineer' },
          profileName: 'Read the billing database',
          targetId: 'billing',
          state: 'stuck',
          trouble: DOWN.sentence,
        },
      ],
    });
    expect(listed.leases[0]?.attempts).toBeGreaterThanOrEqual(6);
    expect(listed.leases[0]?.stuckAt).toBeLessThanOrEqual(broker.clock.now());
    expect(listed.leases[0]?.nextTryAt).not.toBe(null);
    await until({ attempts: 8 });
    expect(await entries(broker, 'lease-stuck')).toHaveLength(1);
    issuer.failing = undefined;
    await until({ state: 'revoked' });
    expect(issuer.logins.size).toBe(0);
    await vi.waitFor(async () =>
      expect(await metrics()).toContain('stint_lease_revocations_total{outcome="revoked"} 1\n'),
    );
    expect((await close('warden', id)).body['code']).toBe('wrong-status');
  });

  it('is closed by an admin with a reason, and the receipt says so and never that it was revoked', async () => {
    const grantId = await getStuck();
    const { id } = await lease();
    expect((await close('warden', id, ' ')).body['code']).toBe('reason-required');
    const reply = await close('warden', id);
    expect(leaseAnswer.parse(reply.body).lease).toMatchObject({ id, state: 'closed', nextTryAt: null });
    // An attempt may have come in between; from now on none does.
    const { attempts } = await lease();
    const warden = { id: await idOf(broker, 'warden'), name: 'Wanda Warden' };
    const closed = {
      state: 'closed',
      by: warden,
      reason: 'the server was scrapped',
      closedAt: expect.any(String) as unknown,
    };
    await vi.waitFor(async () => {
      const { body } = await broker.call('engineer', 'GET', `/v1/grants/${grantId}`);
      expect(body['grant']).toMatchObject({ status: 'ended', leases: [{ id, state: closed }] });
    });
    expect(await entries(broker, 'lease-closed')).toMatchObject([
      { actor: { kind: 'person', ...warden }, subject: id, details: { reason: 'the server was scrapped' } },
    ]);
    expect(await entries(broker, 'lease-revoked')).toEqual([]);
    expect(await metrics()).toContain('stint_leases{state="stuck"} 0\n');
    // Nobody tries any more, and closing it again is no error.
    for (let minutes = 0; minutes < 9; minutes += 1) broker.clock.advance(60_000);
    expect((await close('warden', id)).status).toBe(200);
    expect(await lease()).toMatchObject({ state: 'closed', attempts, revoked_at: null, due_at: null });
    expect(await entries(broker, 'lease-closed')).toHaveLength(1);
    expect((await broker.call('warden', 'GET', '/v1/leases')).body['leases']).toEqual([]);
  });

  it('goes after all where its target answers again with the login still there', async () => {
    await getStuck();
    await close('warden', (await lease())['id']);
    expect(issuer.logins.size).toBe(1);
    issuer.failing = undefined;
    await until({ state: 'revoked', closed_at: null, closed_reason: null }, 60_000);
    expect(issuer.logins.size).toBe(0);
  });

  it('is nobody’s to see or close who is no admin, and the try stands in the audit', async () => {
    await getStuck();
    const { id } = await lease();
    const replies = [
      await broker.call('engineer', 'GET', '/v1/leases?state=stuck'),
      await close('engineer', id),
      await close('engineer', ulid()),
    ];
    expect(replies.map(({ body }) => body['code'])).toEqual(['forbidden', 'forbidden', 'forbidden']);
    expect(replies[1]?.text).toBe(replies[2]?.text);
    expect(await entries(broker, 'close-refused')).toHaveLength(2);
    expect(await lease()).toMatchObject({ state: 'stuck' });
  });
});

describe('a lease that is not stuck', () => {
  it('is closed by nobody', async () => {
    const grantId = await startFor(broker, 'engineer');
    const { id } = await lease();
    expect((await close('warden', id)).body['code']).toBe('wrong-status');
    issuer.failing = DOWN;
    await revoke(broker, 'warden', 'grants', grantId);
    await vi.waitFor(async () => expect(await lease()).toMatchObject({ state: 'revoking', attempts: 1 }));
    expect((await close('warden', id)).body['code']).toBe('wrong-status');
    expect((await close('warden', ulid())).body['code']).toBe('not-found');
    expect(await entries(broker, 'lease-closed')).toEqual([]);
  });
});

describe('the table', () => {
  it('holds no lease that is closed without who and why, nor one that is closed and proved gone', async () => {
    await getStuck();
    for (const set of [
      `state = 'closed', due_at = null`,
      `state = 'closed', due_at = null, closed_at = now(), closed_by = '{}'`,
      `state = 'closed', closed_at = now(), closed_by = '{}', closed_reason = 'x'`,
      `state = 'closed', due_at = null, closed_at = now(), closed_by = '{}', closed_reason = 'x', revoked_at = now()`,
      `closed_at = now(), closed_by = '{}', closed_reason = 'x'`,
      `stuck_at = null`,
    ]) {
      await expect(query(broker.access.run, `update lease set ${set}`)).rejects.toMatchObject({
        code: '23514',
      });
    }
  });
});

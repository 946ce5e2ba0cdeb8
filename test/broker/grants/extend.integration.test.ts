// Extending where policy decides alone: by the device that holds the grant, up to the total, all or nothing.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import {
  askFor,
  extendOn,
  makeKey,
  registerDesktop,
  SHIPPED,
  startOn,
  startTestBroker,
  type Desktop,
  type TestBroker,
} from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { grantOf, becomes, look, said } from './reviewing.ts';

const YAML = SHIPPED.replace('longest: 8 h', 'longest: 30 min\n    total: 1 h');

let broker: TestBroker;
let laptop: Desktop;
let id: string;
let startedAt: number;

eachBroker((fresh) => void (broker = fresh), { yaml: YAML });
beforeEach(async () => {
  laptop = await registerDesktop(broker, 'engineer');
  id = await askFor(broker, 'engineer');
  await startOn(broker, 'engineer', id, laptop);
  startedAt = broker.clock.now();
});

const extend = (asked = {}, parts = {}): Promise<Awaited<ReturnType<typeof extendOn>>> =>
  extendOn(broker, 'engineer', id, laptop, asked, parts);

describe('extending', () => {
  it('moves the end of the credentials first and then of the grant, and the old end passes unnoticed', async () => {
    broker.clock.advance(890_000);
    const grant = grantOf(await extend());
    const expiresAt = startedAt + 1_800_000;
    expect(broker.leases.extended).toEqual([{ grantId: id, expiresAt }]);
    expect(grant).toMatchObject({
      status: 'active',
      expiresAt,
      latestEndAt: startedAt + 3_600_000,
      extensions: [{ durationSeconds: 900, reason: 'not done yet', needs: null, outcome: 'approved' }],
    });
    broker.clock.advance(60_000);
    expect(await look(broker, id)).toMatchObject({
      status: 'active',
      leases: [{ state: { state: 'active' } }],
    });
    expect(broker.leases.ended).toEqual([]);
    broker.clock.advance(850_000);
    await becomes(broker, id, { why: 'expired' });
    // Ordered after the commit, which others see first.
    await vi.waitFor(() => expect(broker.leases.ended).toEqual([id]));
  });

  it('goes up to the total from the start, and no further', async () => {
    expect(said(await extend({ durationSeconds: 2701 }))).toEqual([
      422,
      'duration-out-of-range',
      'This profile allows 1 h in all, counted from the start: ask for 10 s to 45 min more.',
    ]);
    expect(grantOf(await extend({ durationSeconds: 2700 }))).toMatchObject({
      expiresAt: startedAt + 3_600_000,
    });
    expect(said(await extend({ durationSeconds: 10 }))).toEqual([
      422,
      'duration-out-of-range',
      'This profile allows 1 h in all, counted from the start: no more is left.',
    ]);
    expect(broker.leases.extended).toHaveLength(1);
  });

  it('that a target refuses moves nothing, says so, and may be asked for again with the same key', async () => {
    broker.leases.failExtending('billing did not answer as it should.');
    expect(said(await extend({ key: 'k' }))).toEqual([
      502,
      'mint-failed',
      'billing did not answer as it should. The end stays what it was.',
    ]);
    const before = await look(broker, id);
    expect(before).toMatchObject({ expiresAt: startedAt + 900_000, extensions: [] });
    broker.leases.failExtending(undefined);
    expect(grantOf(await extend({ key: 'k' }))).toMatchObject({ expiresAt: startedAt + 1_800_000 });
  });

  it('counts once for one key, and is refused for another body', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => extend({ key: 'k' })));
    for (const reply of replies) expect(grantOf(reply)).toMatchObject({ expiresAt: startedAt + 1_800_000 });
    expect(broker.leases.extended).toHaveLength(1);
    expect(said(await extend({ key: 'k', durationSeconds: 600 }))[1]).toBe('idempotency-conflict');
  });

  it('of a grant that ends meanwhile leaves it ended', async () => {
    const hold = broker.leases.holdExtending();
    const extending = extend();
    await hold.reached;
    await broker.call('engineer', 'POST', `/v1/grants/${id}/release`, { source: 'window' });
    hold.go();
    expect(said(await extending)[1]).toMatch(/^(?:mint-failed|wrong-status)$/u);
    expect(await look(broker, id)).toMatchObject({ status: 'ended', why: 'released' });
  });

  it('asked for at the very end, or of what is not active, is refused', async () => {
    const waiting = await askFor(broker, 'engineer');
    expect(said(await extendOn(broker, 'engineer', waiting, laptop))).toEqual([
      409,
      'wrong-status',
      'This grant has not been started, so there is nothing to extend.',
    ]);
    broker.clock.advance(900_000);
    expect(said(await extend())).toEqual([
      409,
      'wrong-status',
      'This grant has ended (expired). Ask for a new one.',
    ]);
  });

  it('asks policy again: whoever has left the group gets no more, and keeps what they have', async () => {
    const { access, clock, leases, tokensFolder } = broker;
    const yaml = YAML.replace(
      'groups: [payments]\n  - name: reviewer',
      'groups: []\n  - name: reviewer',
    ).replaceAll('groups: [payments]', 'groups: [dba]');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    try {
      const reply = await extendOn(next, 'engineer', id, laptop);
      expect(said(reply)[1]).toBe('policy-refused');
      expect(await look(next, id)).toMatchObject({ status: 'active', expiresAt: startedAt + 900_000 });
      expect(leases.extended).toEqual([]);
    } finally {
      await next.stop();
    }
  });

  it('of what the profile gives no more is refused', async () => {
    const { access, clock, leases, tokensFolder } = broker;
    const yaml = YAML.replace('role: billing_read', 'role: billing_write');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    try {
      expect(said(await extendOn(next, 'engineer', id, laptop))).toEqual([
        403,
        'policy-refused',
        'What this profile gives has changed since you asked for it. Ask for it anew.',
      ]);
      expect(leases.extended).toEqual([]);
    } finally {
      await next.stop();
    }
  });
});

describe('the proof of an extension', () => {
  it.each([
    ['for another duration', { durationSeconds: 600 }, 'The proof is for another duration.'],
    ['for another grant', { grantId: '01M85SZSVQKCPPN02KHP85HMJX' }, 'The proof is for another grant.'],
    ['of another purpose', { purpose: 'start' }, /does not state purpose/u],
    ['signed too long ago', { signedAt: 0 }, /two minutes away/u],
  ])('%s is refused, and nothing moves', async (_, parts, sentence) => {
    const [status, code, detail] = said(await extend({}, parts));
    expect([status, code]).toEqual([403, 'bad-proof']);
    expect(detail).toMatch(sentence);
    expect(broker.leases.extended).toEqual([]);
  });

  it('by another key, of another device, or used before is refused', async () => {
    const other = { ...laptop, privateKey: (await makeKey()).privateKey };
    expect(said(await extendOn(broker, 'engineer', id, other))[2]).toMatch(/is not signed by this device/u);
    const desktop = await registerDesktop(broker, 'engineer', 'desktop');
    expect(said(await extendOn(broker, 'engineer', id, desktop))).toEqual([
      409,
      'held-by-other-device',
      '“laptop” holds this grant. Extend it there.',
    ]);
    const theirs = await registerDesktop(broker, 'reviewer');
    expect(said(await extendOn(broker, 'engineer', id, theirs))[1]).toBe('unknown-device');
    expect(said(await extendOn(broker, 'reviewer', id, theirs))[1]).toBe('not-found');
    expect(broker.leases.extended).toEqual([]);
    const once = { nonce: 'A'.repeat(22) };
    expect((await extend({}, once)).status).toBe(200);
    expect(said(await extend({}, once))[2]).toBe('This proof was used before. Sign a new one.');
    expect(broker.leases.extended).toHaveLength(1);
  });

  it('that is refused stands in the audit, and so does each extension', async () => {
    await extend({}, { durationSeconds: 600 });
    await extend({ reason: ' still\nhere ' });
    const { rows } = await query(
      broker.access.owner,
      `select entry::jsonb->>'action' what, entry::jsonb->'details'->>'code' code, entry::jsonb->'details'->>'reason' reason
        from audit where entry::jsonb->>'action' like '%exten%' order by seq`,
    );
    expect(rows).toEqual([
      { what: 'extend-refused', code: 'bad-proof', reason: null },
      { what: 'grant-extension-asked', code: null, reason: 'still here' },
      { what: 'grant-extended', code: null, reason: 'still here' },
    ]);
  });
});

// Extending where people decide: while the grant still runs, by the shortest that was allowed, and never by half.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eachBroker, withAnother } from '../each-broker.ts';
import { askFor, extendOn, registerDesktop, startOn, type Desktop, type TestBroker } from '../test-broker.ts';
import { grantOf, inboxOf, itemOf, becomes, look, review, REVIEW_YAML, said } from './reviewing.ts';

let broker: TestBroker;
let laptop: Desktop;
let id: string;
let startedAt: number;

eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML });
beforeEach(async () => {
  laptop = await registerDesktop(broker, 'engineer');
  id = await askFor(broker, 'engineer', 'billing-fix');
  await review(broker, 'reviewer', id);
  await startOn(broker, 'engineer', id, laptop);
  startedAt = broker.clock.now();
});

const extend = (asked = {}): ReturnType<typeof extendOn> => extendOn(broker, 'engineer', id, laptop, asked);
const endsAt = (seconds: number): number => startedAt + seconds * 1000;

describe('an extension that needs a review', () => {
  it('asked 10 s before the end and approved 5 s before works, and nothing is cut in between', async () => {
    broker.clock.advance(890_000);
    expect(grantOf(await extend())).toMatchObject({
      status: 'active',
      expiresAt: endsAt(900),
      extensions: [{ outcome: 'pending', needs: { count: 1, group: 'dba' }, reviewBy: endsAt(900) }],
    });
    expect(broker.leases.extended).toEqual([]);
    expect(await itemOf(broker, 'riley', id)).toMatchObject({
      asks: 'extension',
      durationSeconds: 900,
      reason: 'not done yet',
      askedAt: endsAt(890),
      reviewBy: endsAt(900),
      grant: { status: 'active', reason: 'looking at invoice 7' },
    });
    broker.clock.advance(5000);
    expect(grantOf(await review(broker, 'riley', id))).toMatchObject({
      status: 'active',
      expiresAt: endsAt(1800),
      extensions: [{ outcome: 'approved', reviews: [{ by: { name: 'Riley Second' } }] }],
    });
    expect(broker.leases.extended).toEqual([{ grantId: id, expiresAt: endsAt(1800) }]);
    broker.clock.advance(60_000);
    expect(await look(broker, id)).toMatchObject({ status: 'active' });
    expect(broker.leases.ended).toEqual([]);
    expect(await inboxOf(broker, 'reviewer')).toMatchObject({ waiting: [], decided: [{ id }] });
  });

  it('lasts as long as the shortest shortening says', async () => {
    await extend();
    expect(said(await review(broker, 'reviewer', id, { durationSeconds: 901 }))[1]).toBe(
      'duration-out-of-range',
    );
    expect(grantOf(await review(broker, 'reviewer', id, { durationSeconds: 300 }))).toMatchObject({
      expiresAt: endsAt(1200),
    });
  });

  it('that is denied or lapses leaves the end where it was, and another may be asked for', async () => {
    await extend();
    expect(said(await extend())).toEqual([
      409,
      'wrong-status',
      'More time was asked for already; it waits for a review.',
    ]);
    expect(said(await review(broker, 'reviewer', id, { verdict: 'deny' }))[1]).toBe('comment-required');
    const denied = grantOf(await review(broker, 'reviewer', id, { verdict: 'deny', comment: 'enough' }));
    expect(denied).toMatchObject({
      status: 'active',
      expiresAt: endsAt(900),
      extensions: [{ outcome: 'denied' }],
    });
    expect((await extend()).status).toBe(200);
    broker.clock.advance(900_000);
    await becomes(broker, id, {
      why: 'expired',
      extensions: [{ outcome: 'denied' }, { outcome: 'lapsed' }],
    });
    expect(broker.leases.extended).toEqual([]);
  });

  it('is over before the grant is, where the profile waits less long', async () => {
    const yaml = REVIEW_YAML.replace('review: { group: dba, count: 1 }', '$&\n    reviewWithin: 60 s');
    await withAnother(broker, { yaml: yaml }, async (next) => {
      await extendOn(next, 'engineer', id, laptop);
      const { digest } = await itemOf(next, 'reviewer', id);
      broker.clock.advance(60_000);
      await vi.waitFor(async () =>
        expect(await look(next, id)).toMatchObject({ status: 'active', extensions: [{ outcome: 'lapsed' }] }),
      );
      expect(said(await review(next, 'reviewer', id, { digest }))).toEqual([
        409,
        'wrong-status',
        'This lapsed: the time to review it was over.',
      ]);
    });
  });

  it('for a grant that has just ended is refused with a sentence', async () => {
    await extend();
    const { digest } = await itemOf(broker, 'reviewer', id);
    await broker.call('engineer', 'POST', `/v1/grants/${id}/release`, { source: 'window' });
    broker.clock.advance(3000);
    expect(said(await review(broker, 'reviewer', id, { digest }))).toEqual([
      409,
      'wrong-status',
      'This grant ended 3 s ago; there is nothing left to extend.',
    ]);
    expect(broker.leases.extended).toEqual([]);
  });

  it('is reviewed by members of the group only, never by its own person, and by what was asked only', async () => {
    const requested = await itemOf(broker, 'riley', await askFor(broker, 'engineer', 'billing-fix'));
    await extend();
    const { digest } = await itemOf(broker, 'reviewer', id);
    expect(said(await review(broker, 'engineer', id, { digest })).slice(0, 2)).toEqual([403, 'forbidden']);
    for (const who of ['colleague', 'stranger'])
      expect(said(await review(broker, who, id, { digest })).slice(0, 2)).toEqual([404, 'not-found']);
    expect(said(await review(broker, 'riley', id, { digest: requested.digest }))[1]).toBe(
      'changed-meanwhile',
    );
    await review(broker, 'reviewer', id, { digest });
    expect(said(await review(broker, 'riley', id, { digest }))).toEqual([
      409,
      'already-decided',
      'Robin Reviewer approved this 0 s ago.',
    ]);
    expect(broker.leases.extended).toHaveLength(1);
  });

  it('has one outcome when two review it at the same instant, twenty times over', async () => {
    for (let time = 1; time <= 20; time += 1) {
      expect((await extend({ durationSeconds: 60 })).status).toBe(200);
      const { digest } = await itemOf(broker, 'reviewer', id);
      const replies = await Promise.all(
        ['reviewer', 'riley'].map((who) => review(broker, who, id, { digest })),
      );
      expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      expect(await look(broker, id)).toMatchObject({ expiresAt: endsAt(900 + time * 60) });
      expect(broker.leases.extended).toHaveLength(time);
    }
  });

  it('that a target refuses stays approved, says so, and is carried out as soon as the target agrees', async () => {
    await extend();
    broker.leases.failExtending('billing did not answer as it should.');
    expect(said(await review(broker, 'reviewer', id))).toEqual([
      502,
      'mint-failed',
      'billing did not answer as it should. The end stays what it was.',
    ]);
    expect(await look(broker, id)).toMatchObject({
      expiresAt: endsAt(900),
      extensions: [{ outcome: 'pending' }],
    });
    expect((await inboxOf(broker, 'riley')).waiting).toEqual([]);
    broker.leases.failExtending(undefined);
    broker.clock.advance(5000);
    await becomes(broker, id, { expiresAt: endsAt(1800) });
    expect(broker.leases.extended).toHaveLength(1);
  });

  it('is carried out after a restart, and asks policy first', async () => {
    await extend();
    broker.leases.failExtending('billing did not answer as it should.');
    await review(broker, 'reviewer', id);
    broker.leases.failExtending(undefined);
    const left = REVIEW_YAML.replace('    displayName: Robin Reviewer\n    groups: [dba]', '    groups: []');
    await withAnother(broker, { yaml: left }, async (next) => {
      await vi.waitFor(async () =>
        expect(await look(next, id)).toMatchObject({
          expiresAt: endsAt(900),
          extensions: [{ outcome: 'denied' }],
        }),
      );
    });
    expect(broker.leases.extended).toEqual([]);
    await extend();
    broker.leases.failExtending('billing did not answer as it should.');
    await review(broker, 'riley', id);
    broker.leases.failExtending(undefined);
    await withAnother(broker, { yaml: REVIEW_YAML }, async (next) => {
      await vi.waitFor(async () => expect(await look(next, id)).toMatchObject({ expiresAt: endsAt(1800) }));
    });
  });

  it('is not carried out after a restart where the profile gives something else meanwhile', async () => {
    await extend();
    broker.leases.failExtending('billing did not answer as it should.');
    await review(broker, 'reviewer', id);
    broker.leases.failExtending(undefined);
    const changed = REVIEW_YAML.replaceAll('role: billing_write', 'role: billing_read');
    await withAnother(broker, { yaml: changed }, async (next) => {
      await vi.waitFor(async () =>
        expect(await look(next, id)).toMatchObject({
          expiresAt: endsAt(900),
          extensions: [{ outcome: 'denied' }],
        }),
      );
    });
    expect(broker.leases.extended).toEqual([]);
  });

  it('never outlives a grant that ends while the targets are asked', async () => {
    await extend();
    const hold = broker.leases.holdExtending();
    const reviewing = review(broker, 'reviewer', id);
    await hold.reached;
    broker.clock.advance(900_000);
    await becomes(broker, id, { why: 'expired' });
    hold.go();
    expect((await reviewing).status).toBeGreaterThanOrEqual(400);
    expect(await look(broker, id)).toMatchObject({ status: 'ended', why: 'expired' });
    expect(broker.leases.ended).toContain(id);
  });
});

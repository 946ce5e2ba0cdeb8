// What a reviewer orders: only what waits for them, exactly as it was shown, by hand, and confirmed by main where it is important.
import { describe, expect, it } from 'vitest';
import type { InboxItem } from '../../../shared/inbox.ts';
import { makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import {
  ENGINEER,
  makeApproved,
  makeEnded,
  makeInboxItem,
  makeOffer,
  ROBIN,
} from '../../fakes/make-grant.ts';
import { GRANT, sentenceOf } from './looks.ts';
import { makeSignedIn, settle, type World } from './make-core.ts';

const SHOWN = 'a'.repeat(64);
const APPROVAL = {
  grantId: GRANT,
  digest: SHOWN,
  verdict: 'approve',
  comment: null,
  durationSeconds: null,
} as const;
const DENIAL = { ...APPROVAL, verdict: 'deny', comment: 'Not before the release' } as const;
const careful = makeOffer('billing-fix', { name: 'Fix a customer record', importance: 'high' });

/** Robin, with Erin's request waiting. */
async function makeReviewer(
  item: (at: number) => InboxItem = (at) => makeInboxItem(GRANT, at),
): Promise<World> {
  const world = await makeSignedIn();
  world.broker.person = ROBIN;
  await world.core.perform('session:sign-out', {}, 'window');
  await world.core.perform(
    'session:sign-in',
    { brokerUrl: 'https://stint.example.com', token: null },
    'window',
  );
  world.broker.up();
  const waiting = [item(world.clock.read().wallAt)];
  world.broker.grants.set(GRANT, waiting[0]!.grant);
  world.broker.pushInbox({ waiting });
  await settle();
  return world;
}

const review = (
  world: World,
  given: object = {},
  source: 'window' | 'tray-menu' | 'notification' = 'window',
) => world.core.perform('review:give', { ...APPROVAL, ...given }, source);

describe('a review', () => {
  it('approves what was shown, and it waits no more', async () => {
    const world = await makeReviewer();
    expect(world.now().inbox.waiting).toHaveLength(1);
    expect(await review(world)).toEqual({ ok: true, value: null });
    expect(world.broker.reviews).toEqual([{ digest: SHOWN, verdict: 'approve', source: 'window' }]);
    expect(world.now()).toMatchObject({ inbox: { waiting: [] }, reviewing: [] });
    expect(world.asked).toEqual([]);
  });

  it('shortens, and never lengthens', async () => {
    const world = await makeReviewer();
    expect(await review(world, { durationSeconds: 7200 })).toMatchObject({ error: { field: 'duration' } });
    expect(world.broker.reviews).toEqual([]);
    expect(await review(world, { durationSeconds: 900 })).toMatchObject({ ok: true });
    expect(world.broker.reviews).toMatchObject([{ durationSeconds: 900 }]);
  });

  it('has nothing to confirm where it looks at what was taken without one', async () => {
    const row = makeOffer('billing-fire', { importance: 'critical' });
    const world = await makeReviewer((at) => makeInboxItem(GRANT, at, { row, asks: 'afterwards' }));
    expect(await review(world)).toEqual({ ok: true, value: null });
    expect(world.asked).toEqual([]);
    expect(world.broker.reviews).toMatchObject([{ verdict: 'approve' }]);
  });

  it('denies with a comment, and not without', async () => {
    const world = await makeReviewer();
    for (const comment of [null, '  ']) {
      expect(await review(world, { ...DENIAL, comment })).toMatchObject({ error: { field: 'comment' } });
    }
    expect(await review(world, { ...DENIAL, comment: 'No\u202e!' })).toMatchObject({
      error: { field: 'comment' },
    });
    expect(world.broker.reviews).toEqual([]);
    expect(await review(world, DENIAL)).toMatchObject({ ok: true });
    expect(world.broker.reviews).toMatchObject([{ verdict: 'deny', comment: 'Not before the release' }]);
  });

  it('is of nothing that does not wait for this person, or has changed since it was shown', async () => {
    const world = await makeReviewer();
    expect(sentenceOf(await review(world, { grantId: '01J00000000000000000000777' }))).toContain(
      'does not wait',
    );
    expect(sentenceOf(await review(world, { digest: 'b'.repeat(64) }))).toContain(
      'has changed since it was shown',
    );
    expect(world.broker.reviews).toEqual([]);
  });

  it('is never of one’s own request', async () => {
    const world = await makeReviewer((at) => {
      const item = makeInboxItem(GRANT, at);
      return { ...item, grant: { ...item.grant, person: { id: ROBIN.id, name: ROBIN.name } } };
    });
    expect(sentenceOf(await review(world))).toBe('Nobody reviews their own request.');
    expect(world.broker.reviews).toEqual([]);
  });

  it.each(['tray-menu', 'notification'] as const)('is never given by the %s', async (source) => {
    const world = await makeReviewer();
    expect(sentenceOf(await review(world, {}, source))).toBe('Open the request in Stint to review it.');
    expect(world.broker.reviews).toEqual([]);
  });

  it('is one act for two clicks, and its buttons wait meanwhile', async () => {
    const world = await makeReviewer();
    const open = world.broker.hold('review');
    const clicks = [review(world), review(world)];
    await settle();
    expect(world.now().reviewing).toEqual([GRANT]);
    expect(sentenceOf(await review(world, DENIAL))).toContain('on its way already');
    open();
    expect(await Promise.all(clicks)).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(world.broker.reviews).toHaveLength(1);
    expect(world.now().reviewing).toEqual([]);
  });
});

describe('the approval of something important', () => {
  it('is confirmed by main, which says who gets what for how long', async () => {
    const world = await makeReviewer((at) => makeInboxItem(GRANT, at, { row: careful }));
    world.confirms = false;
    expect(await review(world, { durationSeconds: 900 })).toEqual({
      ok: false,
      error: { kind: 'cancelled' },
    });
    expect(world.broker.reviews).toEqual([]);
    expect(world.now()).toMatchObject({ reviewing: [], inbox: { waiting: [{ digest: SHOWN }] } });
    expect(world.asked).toMatchObject([{ title: 'Approve “Fix a customer record” for Erin Engineer?' }]);
    expect(world.asked[0]?.detail).toMatch(
      /^Erin Engineer gets “Fix a customer record” \(billing\) for 15 min\./u,
    );
    world.confirms = true;
    expect(await review(world)).toMatchObject({ ok: true });
  });

  it('is not given when the request went while the dialog stood', async () => {
    const world = await makeReviewer((at) => makeInboxItem(GRANT, at, { row: careful }));
    let answer: (yes: boolean) => void = () => undefined;
    world.confirms = new Promise((resolve) => (answer = resolve));
    const clicked = review(world);
    await settle();
    world.broker.pushInbox({ waiting: [] });
    answer(true);
    expect(sentenceOf(await clicked)).toContain('does not wait for your review any more');
    expect(world.broker.reviews).toEqual([]);
  });

  it('needs no confirmation to be denied', async () => {
    const world = await makeReviewer((at) => makeInboxItem(GRANT, at, { row: careful }));
    expect(await review(world, DENIAL)).toMatchObject({ ok: true });
    expect(world.asked).toEqual([]);
  });
});

describe('a review that comes too late', () => {
  it('says who was faster', async () => {
    const world = await makeReviewer();
    const at = world.clock.read().wallAt;
    const by = { id: ENGINEER.id.replace('900', '902'), name: 'Kim\u202e Keeper' };
    const decision = { by, at, comment: null, durationSeconds: null };
    world.broker.fail('review', makeProblem('already-decided', 'Kim Keeper approved this 5 s ago.'));
    expect(sentenceOf(await review(world))).toBe('Handled already: Kim Keeper approved this 5 s ago.');

    const item = makeInboxItem(GRANT, at);
    const approved = { ...makeApproved(GRANT, at), reviews: [{ ...decision, verdict: 'approve' as const }] };
    world.broker.pushInbox({ decided: [approved] });
    expect(sentenceOf(await review(world))).toBe('Handled by Kim Keeper, who has approved it.');
    const denied = {
      ...makeEnded(item.grant, 'denied', at, 'No'),
      reviews: [{ ...decision, verdict: 'deny' as const }],
    };
    world.broker.pushInbox({ decided: [denied] });
    expect(sentenceOf(await review(world))).toBe('Handled by Kim Keeper, who has denied it.');
    const mine = { ...approved, reviews: [{ ...decision, by: ROBIN, verdict: 'approve' as const }] };
    world.broker.pushInbox({ decided: [mine] });
    expect(sentenceOf(await review(world))).toBe('You have approved it already.');
  });

  it('says that it was withdrawn, has lapsed, or is asked for otherwise', async () => {
    const world = await makeReviewer();
    const at = world.clock.read().wallAt;
    const item = makeInboxItem(GRANT, at);
    const sentence = 'What “Fix a customer record” gives has changed. Deny it, and have it asked for again.';
    world.broker.fail('review', makeProblem('changed-meanwhile', sentence));
    expect(sentenceOf(await review(world))).toBe(sentence);
    world.broker.pushInbox({ decided: [makeEnded(item.grant, 'withdrawn', at)] });
    expect(sentenceOf(await review(world))).toContain('was withdrawn');
    world.broker.pushInbox({ decided: [makeEnded(item.grant, 'lapsed', at)] });
    expect(sentenceOf(await review(world))).toContain('It lapsed');
  });

  it('stays in the list while the broker cannot be reached', async () => {
    const world = await makeReviewer();
    world.broker.fail('review', UNREACHABLE);
    expect(sentenceOf(await review(world))).toContain('cannot be reached');
    expect(world.now().inbox.waiting).toHaveLength(1);
    expect(await review(world)).toMatchObject({ ok: true });
  });
});

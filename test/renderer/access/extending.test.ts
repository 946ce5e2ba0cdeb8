import { describe, expect, it } from 'vitest';
import { extendingOf, rungsWithin } from '../../../renderer/access/extending.ts';
import {
  approvedByWords,
  extensionOutcome,
  extensionWaits,
  pendingWords,
} from '../../../renderer/words/extend-words.ts';
import type { Extension, GrantIn } from '../../../shared/grant.ts';
import type { LiveGrant } from '../../../shared/snapshot.ts';
import { makeExtended } from '../harness/make-grants.ts';
import { makeReview, ROBIN } from '../harness/make-inbox.ts';
import { makeActive, makeApproved, makePending, MINUTE_MS } from '../harness/make-snapshot.ts';
import { OFFERS } from '../harness/scenario-offers.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

function active({ grant }: LiveGrant): GrantIn<'active'> {
  if (grant.status !== 'active') throw new Error('not active');
  return grant;
}
function latest(live: LiveGrant): Extension {
  const extension = active(live).extensions.at(-1);
  if (extension === undefined) throw new Error('not extended');
  return extension;
}

describe('extendingOf', () => {
  it('offers the ladder up to the total, and says what the profile wants', () => {
    expect(extendingOf(active(makeActive(NOW)), OFFERS)).toEqual({
      extending: 'open',
      rungs: [900, 1800, 3600, 7200],
      reasonRequired: false,
      review: null,
    });
    expect(extendingOf(active(makeActive(NOW, { profileId: 'billing-fix' })), OFFERS)).toMatchObject({
      reasonRequired: true,
      review: { count: 1, group: 'dba' },
    });
  });

  it('asks nothing it does not know where the profile is no longer in the list: the broker decides', () => {
    expect(extendingOf(active(makeActive(NOW, { profileId: 'gone' })), OFFERS)).toMatchObject({
      extending: 'open',
      reasonRequired: false,
      review: null,
    });
  });

  it('offers nothing while one is asked for', () => {
    const live = makeExtended(NOW, {}, { outcome: 'pending' });
    expect(extendingOf(active(live), OFFERS)).toEqual({ extending: 'waits' });
  });

  it('tells a total that is reached from a profile that has no later end', () => {
    const live = makeExtended(NOW, {}, { outcome: 'approved' }, 0);
    expect(extendingOf(active(live), OFFERS)).toEqual({ extending: 'reached', totalSeconds: 1800 });
    expect(extendingOf(active(makeActive(NOW, { roomMs: 0 })), OFFERS)).toEqual({ extending: 'never' });
  });
});

describe('rungsWithin', () => {
  it('ends with the whole room where that is no rung itself', () => {
    expect(rungsWithin(2700)).toEqual([900, 1800, 2700]);
    expect(rungsWithin(1800)).toEqual([900, 1800]);
    expect(rungsWithin(400)).toEqual([360]);
    expect(rungsWithin(45)).toEqual([45]);
    expect(rungsWithin(100_000)).toEqual([900, 1800, 3600, 7200]);
  });
});

describe('the words of an extension', () => {
  it('say whom it waits for, and how far it is', () => {
    expect(extensionWaits(latest(makeExtended(NOW, {}, {})))).toBe('Extension of 15 min waits for dba');
    const two = { needs: { count: 2, group: 'leads' }, reviews: [makeReview(NOW)] };
    expect(extensionWaits(latest(makeExtended(NOW, {}, two)))).toBe(
      'Extension of 15 min waits for leads, 1 of 2 approved',
    );
  });

  it('say what became of it, with the comment of who denied', () => {
    const review = makeReview(NOW, { verdict: 'deny', by: ROBIN, comment: 'Hand over.' });
    const outcomeOf = (more: Partial<Extension>) => extensionOutcome(latest(makeExtended(NOW, {}, more)));
    expect(outcomeOf({ outcome: 'denied', reviews: [review] })).toEqual({
      tone: 'bad',
      words: 'Extension of 15 min denied by Robin West: “Hand over.”',
    });
    expect(outcomeOf({ outcome: 'lapsed' })?.words).toMatch(/lapsed: nobody reviewed it in time/u);
    expect(outcomeOf({ outcome: 'approved', needs: null })?.words).toBe('extended');
    expect(outcomeOf({ outcome: 'pending' })).toBeNull();
  });
});

describe('the words of what waits', () => {
  const pending = makePending(NOW).grant;
  const approved = makeApproved(NOW).grant;

  it('say who is asked, how far it is and when it lapses', () => {
    if (pending.status !== 'pending') throw new Error('not pending');
    expect(pendingWords(pending, NOW + 24 * MINUTE_MS, NOW)).toBe(
      '30 min, waits for 1 of dba; lapses in 24 min',
    );
    const two = { ...pending, needs: { count: 2, group: 'leads' }, reviews: [makeReview(NOW)] };
    expect(pendingWords(two, NOW + 30_000, NOW)).toBe(
      '30 min, waits for 2 of leads, 1 of 2 approved; lapses in 30 s',
    );
  });

  it('say who shortened it and why, and else who approved', () => {
    if (approved.status !== 'approved') throw new Error('not approved');
    const review = makeReview(NOW, { by: ROBIN, durationSeconds: 1800, comment: 'Half will do.' });
    expect(approvedByWords({ ...approved, durationSeconds: 3600, reviews: [review] })).toBe(
      'Shortened from 1 h by Robin West: “Half will do.”',
    );
    const plain = { ...review, durationSeconds: null, comment: null };
    expect(approvedByWords({ ...approved, reviews: [plain] })).toMatch(/^Approved by Robin West \d\d:\d\d$/u);
    expect(approvedByWords(approved)).toBeNull();
  });
});

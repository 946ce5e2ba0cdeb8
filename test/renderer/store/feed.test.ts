import { describe, expect, it } from 'vitest';
import { accept, EMPTY_FEED, lacksLists } from '../../../renderer/store/feed.ts';
import { makeReceipt } from '../harness/make-grants.ts';
import { makeOffer, makeSnapshot } from '../harness/make-snapshot.ts';

const offers = [makeOffer()];
const at = (revision: number, profilesRevision: number, list: typeof offers | null) =>
  makeSnapshot({ revision, profiles: { revision: profilesRevision, loading: false, offers: list } });

describe('accept', () => {
  it('takes a snapshot that is newer', () => {
    const first = accept(EMPTY_FEED, at(1, 1, offers));
    expect(accept(first, at(2, 1, null)).snapshot?.revision).toBe(2);
  });

  it('ignores a snapshot that is older, even one that brings a list', () => {
    const now = accept(EMPTY_FEED, at(5, 1, offers));
    expect(accept(now, at(4, 2, []))).toBe(now);
  });

  it('ignores the same snapshot told twice', () => {
    const now = accept(EMPTY_FEED, at(5, 1, offers));
    expect(accept(now, at(5, 1, offers))).toBe(now);
  });

  it('keeps the last list while snapshots come without one', () => {
    const now = accept(accept(EMPTY_FEED, at(1, 1, offers)), at(2, 1, null));
    expect(now.offers).toBe(offers);
  });

  it('keeps the very list it has when the same revision is sent again', () => {
    const now = accept(accept(EMPTY_FEED, at(1, 1, offers)), at(2, 1, [makeOffer()]));
    expect(now.offers).toBe(offers);
  });

  it('takes a new list', () => {
    const next = [makeOffer({ id: 'other' })];
    const now = accept(accept(EMPTY_FEED, at(1, 1, offers)), at(2, 2, next));
    expect(now.offers).toBe(next);
  });

  it('knows when a list was missed, and takes it from the same snapshot asked for again', () => {
    const missed = accept(accept(EMPTY_FEED, at(1, 1, offers)), at(2, 2, null));
    expect(lacksLists(missed)).toBe(true);
    expect(missed.offers).toBe(offers);
    const next = [makeOffer({ id: 'other' })];
    const whole = accept(missed, at(2, 2, next));
    expect(lacksLists(whole)).toBe(false);
    expect(whole.offers).toBe(next);
  });

  it('keeps the last receipts while snapshots come without them, and takes new ones', () => {
    const first = [makeReceipt({ endedAt: 1 })];
    const next = [makeReceipt({ endedAt: 2 }), ...first];
    const whole = accept(EMPTY_FEED, makeSnapshot({ revision: 1, historyRevision: 1, history: first }));
    const kept = accept(whole, makeSnapshot({ revision: 2, historyRevision: 1, history: null }));
    expect(kept.history).toBe(first);
    expect(lacksLists(kept)).toBe(false);
    const newer = accept(kept, makeSnapshot({ revision: 3, historyRevision: 2, history: next }));
    expect(newer.history).toBe(next);
  });

  it('knows when receipts were missed, and takes them from the same snapshot asked for again', () => {
    const whole = accept(EMPTY_FEED, makeSnapshot({ revision: 1, historyRevision: 1 }));
    const missed = accept(whole, makeSnapshot({ revision: 2, historyRevision: 2, history: null }));
    expect(lacksLists(missed)).toBe(true);
    const found = [makeReceipt({ endedAt: 1 })];
    const again = accept(missed, makeSnapshot({ revision: 2, historyRevision: 2, history: found }));
    expect(lacksLists(again)).toBe(false);
    expect(again.history).toBe(found);
  });
});

import { describe, expect, it } from 'vitest';
import { createStateFeed } from '../../../electron/ipc/state-feed.ts';
import type { Snapshot, WholeSnapshot } from '../../../shared/snapshot.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { makeSnapshot } from '../make-snapshot.ts';

function makeFeed() {
  const clock = createFakeClock();
  const sent: Snapshot[] = [];
  const listeners = new Set<() => void>();
  let snapshot = makeSnapshot();
  const feed = createStateFeed({
    core: {
      snapshot: () => snapshot,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock,
    send: (next) => sent.push(next),
  });
  const change = (next: Partial<WholeSnapshot> = {}): void => {
    snapshot = { ...snapshot, ...next, revision: snapshot.revision + 1 };
    listeners.forEach((listener) => {
      listener();
    });
  };
  return { clock, sent, feed, change, listeners };
}

describe('the state feed', () => {
  it('sends nothing to a page that has not asked', () => {
    const { sent, change } = makeFeed();
    change();
    expect(sent).toEqual([]);
  });

  it('sends a change at once, and what follows within a frame as one', () => {
    const { clock, sent, feed, change } = makeFeed();
    expect(feed.first().revision).toBe(1);
    change();
    expect(sent.map(({ revision }) => revision)).toEqual([2]);
    for (let count = 0; count < 5; count += 1) change();
    expect(sent).toHaveLength(1);
    clock.advance(16);
    expect(sent.map(({ revision }) => revision)).toEqual([2, 7]);
  });

  it('arms no timer while nothing changes', () => {
    const { clock, feed, change } = makeFeed();
    feed.first();
    change();
    clock.advance(50);
    expect(clock.timers()).toBe(0);
  });

  it('leaves the profiles out while the page has that list, and sends a new one once', () => {
    const { clock, sent, feed, change } = makeFeed();
    expect(feed.first().profiles.offers).toHaveLength(1);
    const step = (next: Partial<WholeSnapshot> = {}): Snapshot['profiles']['offers'] => {
      change(next);
      clock.advance(16);
      return sent.at(-1)!.profiles.offers;
    };
    expect(step()).toBeNull();
    expect(step({ profiles: { revision: 2, loading: false, offers: [] } })).toEqual([]);
    expect(step()).toBeNull();
  });

  it('leaves the receipts out while the page has them, and sends new ones once', () => {
    const { clock, sent, feed, change } = makeFeed();
    expect(feed.first().history).toEqual([]);
    const step = (next: Partial<WholeSnapshot> = {}): Snapshot['history'] => {
      change(next);
      clock.advance(16);
      return sent.at(-1)!.history;
    };
    expect(step()).toBeNull();
    expect(step({ historyRevision: 2 })).toEqual([]);
    expect(step()).toBeNull();
    // A page that was loaded anew has nothing.
    feed.forgetPage();
    expect(feed.first().history).toEqual([]);
  });

  it('begins anew with a page that was loaded again', () => {
    const { clock, sent, feed, change } = makeFeed();
    feed.first();
    feed.forgetPage();
    change();
    clock.advance(16);
    expect(sent).toEqual([]);
    expect(feed.first().profiles.offers).toHaveLength(1);
    change();
    expect(sent).toHaveLength(1);
  });

  it('leaves nothing behind when it stops', () => {
    const { clock, feed, change, sent, listeners } = makeFeed();
    feed.first();
    change();
    feed.stop();
    change();
    expect([clock.timers(), listeners.size, sent.length]).toEqual([0, 0, 1]);
  });
});

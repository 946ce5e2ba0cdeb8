import { describe, expect, it } from 'vitest';
import { nextLookAt } from '../../../electron/tray/next-look.ts';
import { createTraySurface } from '../../../electron/tray/tray-surface.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { makeActive, makeSnapshot, makeWaiting, NOW } from '../make-snapshot.ts';

const MINUTE_MS = 60_000;

function makeSurface(first = makeSnapshot()) {
  const clock = createFakeClock(NOW);
  const painted: string[] = [];
  const listeners = new Set<() => void>();
  let snapshot = first;
  const undo = createTraySurface({
    core: {
      snapshot: () => snapshot,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock,
    painter: {
      setIcon: ({ shape, step }) => painted.push(`icon ${shape} ${step}`),
      setTooltip: (text) => painted.push(`tooltip ${text}`),
      setTitle: (text) => painted.push(`title ${text}`),
      setMenu: (menu) => painted.push(`menu of ${menu.length}`),
    },
  });
  const change = (next: typeof first): void => {
    snapshot = next;
    listeners.forEach((listener) => {
      listener();
    });
  };
  /** What was painted since the last look. */
  const news = (): readonly string[] => painted.splice(0);
  return { clock, change, news, undo, listeners };
}

describe('the tray', () => {
  it('paints all of it once', () => {
    const { news } = makeSurface();
    expect(news()).toEqual(['icon idle 0', 'tooltip Stint · Nothing active', 'title ', 'menu of 6']);
  });

  it('paints nothing when a change does not show', () => {
    const { change, news } = makeSurface();
    news();
    change(makeSnapshot({ revision: 2, recents: [] }));
    expect(news()).toEqual([]);
  });

  it('paints only the part that changed', () => {
    const { change, news } = makeSurface();
    news();
    change(makeSnapshot({ live: [makeWaiting('pending', 'Fix')] }));
    expect(news()).toEqual(['icon waiting 0', 'tooltip Stint · Waiting: Fix', 'menu of 9']);
  });

  it('follows the time by itself: words each minute, the ring each step', () => {
    const { clock, news } = makeSurface(makeSnapshot({ live: [makeActive('Read', 24 * MINUTE_MS)] }));
    news();
    clock.advance(MINUTE_MS);
    expect(news()).toEqual(['icon active 19', 'tooltip 23 min · Read', 'title 23 min · Read', 'menu of 11']);
    clock.advance(15_000);
    expect(news()).toEqual([]);
    clock.advance(15_000);
    expect(news()).toEqual(['icon active 18']);
  });

  it('looks no oftener than something can change, and not at all while nothing runs', () => {
    const idle = makeSurface();
    expect(idle.clock.timers()).toBe(0);
    const snapshot = makeSnapshot({ live: [makeActive('Read', 24 * MINUTE_MS)] });
    // The ring of half an hour has a step each 75 s; the words change each minute.
    expect(nextLookAt(snapshot, NOW)).toBe(NOW + 15_000);
    expect(nextLookAt(snapshot, NOW + 15_000)).toBe(NOW + MINUTE_MS);
    const lastMinute = makeSnapshot({ live: [makeActive('Read', 40_500)] });
    expect(nextLookAt(lastMinute, NOW)).toBe(NOW + 500);
    expect(nextLookAt(makeSnapshot({ live: [makeActive('Read', 0)] }), NOW)).toBeUndefined();
  });

  it('counts seconds in the last minute, without building the menu anew', () => {
    const { clock, news } = makeSurface(makeSnapshot({ live: [makeActive('Read', 30_000)] }));
    news();
    clock.advance(1000);
    expect(news()).toEqual(['tooltip 29 s · Read', 'title 29 s · Read']);
  });

  it('leaves no timer and no listener behind', () => {
    const { clock, undo, listeners } = makeSurface(makeSnapshot({ live: [makeActive('Read', MINUTE_MS)] }));
    expect(clock.timers()).toBe(1);
    undo();
    expect([clock.timers(), listeners.size]).toEqual([0, 0]);
  });
});

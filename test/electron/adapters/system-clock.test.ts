import { describe, expect, it, vi } from 'vitest';
import { createSystemClock, type Timepieces } from '../../../electron/adapters/system-clock.ts';

interface Hand {
  readonly pieces: Timepieces;
  wall: number;
  monotonic: number;
  /** The timers set, with their length; each fires when told. */
  readonly timers: { ms: number; fire: () => void; undone: boolean }[];
}

function makeHand(): Hand {
  const hand: Hand = {
    wall: 1_000_000,
    monotonic: 0,
    timers: [],
    pieces: {
      wallNow: () => hand.wall,
      monotonicMs: () => hand.monotonic,
      setTimer: (ms, run) => {
        const timer = { ms, fire: run, undone: false };
        hand.timers.push(timer);
        return () => {
          timer.undone = true;
        };
      },
    },
  };
  return hand;
}

describe('the system clock', () => {
  it('reads all clocks, and names this boot the same each time', () => {
    const clock = createSystemClock();
    const [one, two] = [clock.read(), clock.read()];
    expect(Math.abs(one.wallAt - Date.now())).toBeLessThan(5000);
    expect(one.bootMs).toBeGreaterThan(0);
    expect(two.bootMs).toBeGreaterThanOrEqual(one.bootMs);
    expect(one.bootId).not.toBe('');
    expect(createSystemClock().read().bootId).toBe(one.bootId);
  });

  it('runs for an instant 30 days away, which one timer cannot reach, no sooner than then', () => {
    const hand = makeHand();
    const clock = createSystemClock(hand.pieces);
    const run = vi.fn();
    const days = 30 * 24 * 3_600_000;
    clock.at(hand.wall + days, run);
    const longest = 2 ** 31 - 1;
    let shots = 0;
    while (run.mock.calls.length === 0 && shots < 100_000) {
      const timer = hand.timers.at(-1)!;
      expect(timer.ms).toBeLessThanOrEqual(longest);
      hand.wall += timer.ms;
      timer.fire();
      shots += 1;
    }
    expect(hand.wall).toBe(1_000_000 + days);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('waits on when the wall clock was set back meanwhile', () => {
    const hand = makeHand();
    const run = vi.fn();
    createSystemClock(hand.pieces).at(hand.wall + 5000, run);
    hand.wall -= 60_000;
    hand.timers.at(-1)!.fire();
    expect(run).not.toHaveBeenCalled();
    hand.wall += 65_000;
    hand.timers.at(-1)!.fire();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs at once, but not before it returns, for an instant that is past', () => {
    const hand = makeHand();
    const run = vi.fn();
    createSystemClock(hand.pieces).at(hand.wall - 1, run);
    expect(run).not.toHaveBeenCalled();
    expect(hand.timers.at(-1)!.ms).toBe(0);
    hand.timers.at(-1)!.fire();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('times calls by the monotonic clock: setting the wall clock changes nothing', () => {
    const hand = makeHand();
    const run = vi.fn();
    createSystemClock(hand.pieces).after(10_000, run);
    hand.wall += 3_600_000;
    hand.timers.at(-1)!.fire();
    expect(run).not.toHaveBeenCalled();
    hand.monotonic += 10_000;
    hand.timers.at(-1)!.fire();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs nothing that was undone, also after it was armed again', () => {
    const hand = makeHand();
    const run = vi.fn();
    const undo = createSystemClock(hand.pieces).at(hand.wall + 200_000, run);
    hand.wall += 60_000;
    hand.timers.at(-1)!.fire();
    undo();
    expect(hand.timers.at(-1)!.undone).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../renderer/clock.ts';
import { createTicker } from '../../../renderer/store/ticker.ts';

function makeClock() {
  let now = 1_000_300;
  let waiting: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    at: (at, run) => {
      const entry = { at, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((one) => one !== entry);
      };
    },
  };
  return {
    clock,
    waiting: () => waiting.map(({ at }) => at),
    advanceTo: (at: number) => {
      now = at;
      const due = waiting.filter((one) => one.at <= at);
      waiting = waiting.filter((one) => one.at > at);
      for (const { run } of due) run();
    },
  };
}

describe('createTicker', () => {
  it('ticks on each full second while something is live, seen and listened to', () => {
    const time = makeClock();
    const ticker = createTicker(time.clock);
    const heard: number[] = [];
    ticker.setLive(true);
    ticker.subscribe(() => heard.push(ticker.now()));
    time.advanceTo(1_001_000);
    time.advanceTo(1_002_000);
    expect(heard).toEqual([1_001_000, 1_002_000]);
    expect(time.waiting()).toEqual([1_003_000]);
  });

  it.each([
    ['nothing is live', (ticker: ReturnType<typeof createTicker>) => ticker.setLive(false)],
    ['the window is hidden', (ticker: ReturnType<typeof createTicker>) => ticker.setVisible(false)],
  ])('sets no timer while %s', (_state, make) => {
    const time = makeClock();
    const ticker = createTicker(time.clock);
    ticker.setLive(true);
    ticker.subscribe(() => undefined);
    expect(time.waiting()).toHaveLength(1);
    make(ticker);
    expect(time.waiting()).toEqual([]);
  });

  it('sets no timer once nobody listens', () => {
    const time = makeClock();
    const ticker = createTicker(time.clock);
    ticker.setLive(true);
    const undo = ticker.subscribe(() => undefined);
    undo();
    expect(time.waiting()).toEqual([]);
  });

  it('is right at once when the window is shown again', () => {
    const time = makeClock();
    const ticker = createTicker(time.clock);
    ticker.setLive(true);
    ticker.subscribe(() => undefined);
    ticker.setVisible(false);
    time.advanceTo(9_000_000);
    ticker.setVisible(true);
    expect(ticker.now()).toBe(9_000_000);
  });
});

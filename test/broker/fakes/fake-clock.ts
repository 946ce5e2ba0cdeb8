// The broker's clock, standing still until it is told to move.
import type { Clock } from '../../../broker/ports/clock.ts';

export interface FakeClock extends Clock {
  /** Moves on; what is due by then runs, in order. */
  advance(ms: number): void;
  /** Moves on and runs nothing: somebody looks at the clock before its timers do. */
  jump(ms: number): void;
  timers(): number;
}

export function createFakeClock(startAt = Date.parse('2026-03-02T09:00:00.000Z')): FakeClock {
  let now = startAt;
  let waiting: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    at(instant, run) {
      const timer = { at: instant, run };
      waiting.push(timer);
      return () => {
        waiting = waiting.filter((each) => each !== timer);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const next = waiting.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((each) => each !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = until;
    },
    jump: (ms) => void (now += ms),
    timers: () => waiting.length,
  };
}

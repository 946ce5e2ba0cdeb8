/**
 * A clock that stands still until told. Wall clock, boot clock and boot can each be moved alone, so a test can say which witness ends a grant.
 */
import type { ClockReading } from '../../shared/deadline.ts';
import type { Clock, Heartbeat } from '../../electron/ports/clock.ts';

interface Timer {
  readonly due: (reading: ClockReading, monotonicMs: number) => boolean;
  readonly run: () => void;
}

export interface FakeClock extends Clock {
  /** Time passes as it does when nothing odd happens: all clocks together, in steps, timers fire on their way. */
  advance(ms: number): void;
  /** Sets the wall clock alone; timers that are due by it fire. */
  setWall(at: number): void;
  /** The boot clock runs alone, as when somebody holds the wall clock back; no timer fires by it. */
  advanceBoot(ms: number): void;
  /** Suspend: clocks run on, timers stand still. */
  suspend(ms: number): void;
  /** Another boot: the boot clock begins again. Timers are gone, as their process is. */
  reboot(): void;
  /** How many timers are armed. */
  timers(): number;
}

export function createFakeClock(wallAt = Date.parse('2026-03-02T09:00:00Z')): FakeClock {
  let wall = wallAt;
  let boot = 1_000_000;
  let monotonic = 0;
  let boots = 1;
  let timers = new Set<Timer>();
  const read = (): ClockReading => ({ wallAt: wall, bootMs: boot, bootId: `boot-${String(boots)}` });
  const fire = (): void => {
    for (const timer of [...timers]) {
      if (!timers.has(timer) || !timer.due(read(), monotonic)) continue;
      timers.delete(timer);
      timer.run();
    }
  };
  const add = (timer: Timer): (() => void) => {
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  return {
    read,
    at: (instant, run) => add({ due: (now) => now.wallAt >= instant, run }),
    after: (ms, run) => {
      const until = monotonic + ms;
      return add({ due: (_now, at) => at >= until, run });
    },
    advance: (ms) => {
      const stepMs = Math.max(1, Math.ceil(ms / 200));
      for (let left = ms; left > 0; left -= stepMs) {
        const step = Math.min(stepMs, left);
        wall += step;
        boot += step;
        monotonic += step;
        fire();
      }
      fire();
    },
    setWall: (at) => {
      wall = at;
      fire();
    },
    advanceBoot: (ms) => {
      boot += ms;
    },
    suspend: (ms) => {
      wall += ms;
      boot += ms;
    },
    reboot: () => {
      boots += 1;
      boot = 5_000;
      timers = new Set();
    },
    timers: () => timers.size,
  };
}

export interface FakeHeartbeat extends Heartbeat {
  /** One beat, if anything listens. */
  beat(): void;
  beating(): boolean;
}

export function createFakeHeartbeat(): FakeHeartbeat {
  const listeners = new Set<() => void>();
  return {
    start: (run) => {
      listeners.add(run);
      return () => {
        listeners.delete(run);
      };
    },
    beat: () => {
      for (const run of [...listeners]) run();
    },
    beating: () => listeners.size > 0,
  };
}

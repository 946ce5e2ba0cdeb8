/** The broker's clock on the system's own: the only file of the broker that reads the time or sets a timer. It never decides what is due. */
import type { Clock } from '../ports/clock.ts';

/** Far instants are waited for in steps: a timer over 2³¹−1 ms fires at once, and the wall clock may be set meanwhile. */
const LONGEST_STEP_MS = 30_000;

export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    at(instant, run) {
      let timer: NodeJS.Timeout;
      const wait = (): void => {
        const left = instant - Date.now();
        timer = setTimeout(left <= 0 ? run : wait, Math.max(0, Math.min(left, LONGEST_STEP_MS)));
      };
      wait();
      return () => clearTimeout(timer);
    },
  };
}

/** Lets whatever else waits go first. */
export function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

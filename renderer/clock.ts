/**
 * The window's clock: the only file here that reads the time and sets timers.
 * Nothing it says ends a grant; main decides that. It only moves what is shown.
 */
import type { Instant } from '../shared/instant.ts';

export interface Clock {
  now(): Instant;
  /** Runs once at an instant; answers its own undo. */
  at(instant: Instant, run: () => void): () => void;
}

export function createClock(): Clock {
  return {
    now: () => Date.now(),
    at: (instant, run) => {
      const timer = setTimeout(run, Math.max(0, instant - Date.now()));
      return () => clearTimeout(timer);
    },
  };
}

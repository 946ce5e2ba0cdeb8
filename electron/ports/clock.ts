/** The clocks of this computer. Timers take deadlines, not delays. */
import type { ClockReading } from '../../shared/deadline.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Undo } from './undo.ts';

export interface Clock {
  /** All clocks, read together. */
  read(): ClockReading;
  /** Runs once at or after the wall clock instant; at once when it is past. Any distance is fine. */
  at(instant: Instant, run: () => void): Undo;
  /** Resolves after `ms` of the monotonic clock: for time-outs of calls, never for the end of a grant. */
  after(ms: number, run: () => void): Undo;
}

/** Calls `run` about every two seconds while it is not undone. Ticks may be skipped or come late: whoever listens must not count them. */
export interface Heartbeat {
  start(run: () => void): Undo;
}

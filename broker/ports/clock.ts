/** The broker's clock, which is the authority for every grant. Timers take instants. */
import type { Instant } from '../../shared/instant.ts';

export interface Clock {
  now(): Instant;
  /** Runs once at or after the instant; answers its undo. */
  at(instant: Instant, run: () => void): () => void;
}

/** Rising ULIDs by the broker's clock. */
import { monotonicFactory } from 'ulid';
import type { Clock } from '../ports/clock.ts';

export function createUlids(clock: Clock): () => string {
  const next = monotonicFactory();
  return () => next(clock.now());
}

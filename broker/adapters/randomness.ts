/** Numbers nobody can foresee, for spreading retries. */
import { randomInt } from 'node:crypto';

/** In [0, 1). */
export function random(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

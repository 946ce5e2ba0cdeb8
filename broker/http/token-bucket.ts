/** A rate limit: so many at once, refilled steadily, per name. Memory is bounded: full buckets are forgotten. */
import type { Clock } from '../ports/clock.ts';

export interface TokenBucket {
  /** Takes one; `false` when there is none left. */
  take(name: string): boolean;
}

const MOST_NAMES = 10_000;

export function createTokenBucket(
  clock: Clock,
  limits: { readonly burst: number; readonly perSecond: number },
): TokenBucket {
  const buckets = new Map<string, { left: number; at: number }>();

  function forgetFull(now: number): void {
    for (const [name, bucket] of buckets) {
      if (bucket.left + ((now - bucket.at) / 1000) * limits.perSecond >= limits.burst) buckets.delete(name);
    }
    // All in use: the oldest go, which only ever gives somebody more.
    for (const name of buckets.keys()) {
      if (buckets.size <= MOST_NAMES / 2) break;
      buckets.delete(name);
    }
  }

  return {
    take(name) {
      const now = clock.now();
      if (buckets.size >= MOST_NAMES) forgetFull(now);
      const bucket = buckets.get(name) ?? { left: limits.burst, at: now };
      const refill = (Math.max(0, now - bucket.at) / 1000) * limits.perSecond;
      bucket.left = Math.min(limits.burst, bucket.left + refill);
      bucket.at = now;
      buckets.set(name, bucket);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
  };
}

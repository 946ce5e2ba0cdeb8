import { describe, expect, it } from 'vitest';
import { createTokenBucket } from '../../../broker/http/token-bucket.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';

describe('the rate limit', () => {
  it('lets a burst through, then as many as are refilled, for each name by itself', () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(clock, { burst: 3, perSecond: 2 });
    const take = (name: string, times: number): boolean[] =>
      Array.from({ length: times }, () => bucket.take(name));
    expect(take('a', 4)).toEqual([true, true, true, false]);
    expect(take('b', 1)).toEqual([true]);
    clock.advance(1000);
    expect(take('a', 3)).toEqual([true, true, false]);
  });

  it('gives nothing for a clock that goes backwards', () => {
    let now = 10_000;
    const bucket = createTokenBucket(
      { now: () => now, at: () => () => undefined },
      { burst: 1, perSecond: 1 },
    );
    expect(bucket.take('a')).toBe(true);
    now = 0;
    expect(bucket.take('a')).toBe(false);
  });

  it('forgets names that have not called for long', () => {
    const clock = createFakeClock();
    const bucket = createTokenBucket(clock, { burst: 1, perSecond: 1 });
    for (let name = 0; name < 25_000; name += 1) bucket.take(String(name));
    expect(bucket.take('24999')).toBe(false);
  });
});

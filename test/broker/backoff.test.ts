import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../../broker/backoff.ts';

it('doubles from one second to a quarter of an hour', () => {
  const waits = Array.from({ length: 12 }, (_, at) => backoffMs(at + 1, 0) / 1000);
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
});

it('never waits less than a second or more than a quarter of an hour, and never less for more attempts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, random) => {
        const wait = backoffMs(attempts, random);
        expect(wait).toBeGreaterThanOrEqual(1000);
        expect(wait).toBeLessThanOrEqual(900_000);
        expect(backoffMs(attempts + 1, random)).toBeGreaterThanOrEqual(wait);
      },
    ),
  );
});

it('spreads attempts that would come at once', () => {
  expect(backoffMs(3, 0.9)).toBeGreaterThan(backoffMs(3, 0.1));
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoffMs } from '../../broker/backoff.ts';

const attemptsMade = fc.integer({ min: 1, max: 10_000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

it('doubles from one second to twelve minutes', () => {
  const waits = Array.from({ length: 12 }, (_, at) => backoffMs(at + 1, 0) / 1000);
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 720, 720]);
});

it('never waits less than a second or more than a quarter of an hour, and never less for more attempts', () => {
  fc.assert(
    fc.property(attemptsMade, randoms, (attempts, random) => {
      const wait = backoffMs(attempts, random);
      expect(wait).toBeGreaterThanOrEqual(1000);
      expect(wait).toBeLessThanOrEqual(900_000);
      expect(backoffMs(attempts + 1, random)).toBeGreaterThanOrEqual(wait);
    }),
  );
});

it('spreads attempts that would come at once over a quarter of the wait, however many have been made', () => {
  fc.assert(
    fc.property(attemptsMade, (attempts) => {
      const [soonest, middle, latest] = [0, 0.5, 0.999].map((random) => backoffMs(attempts, random));
      expect((middle ?? 0) / (soonest ?? 0)).toBeCloseTo(1.125, 2);
      expect((latest ?? 0) / (soonest ?? 0)).toBeCloseTo(1.25, 2);
    }),
  );
});

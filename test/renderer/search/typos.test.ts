import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedTypos, typosToPrefix } from '../../../renderer/search/typos.ts';

describe('typosToPrefix', () => {
  it.each([
    ['data', 'database', 0],
    ['dtaa', 'database', 1],
    ['dat', 'database', 0],
    ['databsae', 'database', 1],
    ['xdatabase', 'database', 1],
    ['invoce', 'invoices', 1],
    ['qqqqq', 'invoices', 3],
  ])('counts the slips between %s and a beginning of %s', (typed, word, slips) => {
    expect(typosToPrefix(typed, word, 2)).toBe(slips);
  });

  it('never counts more than one slip for one letter taken out', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,12}$/u), fc.nat(), (word, seed) => {
        const at = seed % word.length;
        const typed = word.slice(0, at) + word.slice(at + 1);
        expect(typosToPrefix(typed, word, 2)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('allows none in short words and at most two in long ones', () => {
    expect([3, 4, 7, 8, 30].map(allowedTypos)).toEqual([0, 1, 1, 2, 2]);
  });
});

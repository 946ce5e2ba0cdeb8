/** What durations are called. */
import { describe, expect, it } from 'vitest';
import { countdownDigits, describeDuration, describeRemaining } from '../../shared/duration.ts';

describe('durations in words', () => {
  it.each([
    [10, '10 s'],
    [900, '15 min'],
    [3600, '1 h'],
    [5400, '1 h 30 min'],
    [28_800, '8 h'],
  ])('calls %d seconds "%s"', (seconds, words) => {
    expect(describeDuration(seconds)).toBe(words);
  });
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [1, '1 s'],
    [59_999, '60 s'],
    [60_000, '1 min'],
    [60_001, '2 min'],
    [24 * 60_000, '24 min'],
  ])('says of %d ms left "%s", never less than is left', (ms, words) => {
    expect(describeRemaining(ms)).toBe(words);
  });
  it.each([
    [0, '0:00'],
    [1, '0:01'],
    [61_000, '1:01'],
    [1_450_000, '24:10'],
    [3_723_000, '1:02:03'],
  ])('counts %d ms down as %s', (ms, digits) => {
    expect(countdownDigits(ms)).toBe(digits);
  });
});

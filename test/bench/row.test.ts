/** A row of the bench must be able to turn red. */
import { describe, expect, it } from 'vitest';
import { median, quantile, ratioOf, toTable, verdictOf, type Row } from './row.ts';

const row: Row = {
  name: 'start',
  unit: 'ms',
  value: 110,
  baseline: 100,
  limit: { of: 'ratio', most: 1.15 },
  taken: 'median of 9',
};

describe('verdicts', () => {
  it('is within at the limit and missed above it', () => {
    expect(verdictOf({ ...row, value: 115 })).toBe('within');
    expect(verdictOf({ ...row, value: 115.1 })).toBe('MISSED');
  });
  it('judges a value by itself where the limit does', () => {
    expect(verdictOf({ ...row, limit: { of: 'value', most: 100 } })).toBe('MISSED');
    expect(verdictOf({ ...row, baseline: null, limit: { of: 'value', most: 200 } })).toBe('within');
  });
  it('misses a ratio without a baseline, and anything that is no number', () => {
    expect(verdictOf({ ...row, baseline: null })).toBe('MISSED');
    expect(verdictOf({ ...row, baseline: 0 })).toBe('MISSED');
    expect(verdictOf({ ...row, value: Number.NaN })).toBe('MISSED');
  });
  it('prints value, baseline, ratio, limit and verdict', () => {
    expect(ratioOf(row)).toBeCloseTo(1.1);
    expect(toTable([row])).toMatch(/start\s+110 ms\s+100 ms\s+1\.10 ×\s+≤ 1\.15 ×\s+within/u);
  });
});

describe('quantiles', () => {
  it('takes the middle and the tail', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([median(hundred), quantile(hundred, 0.95), quantile(hundred, 0.99), quantile([7], 0.99)]).toEqual([
      50, 95, 99, 7,
    ]);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

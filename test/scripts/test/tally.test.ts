import { describe, expect, it } from 'vitest';
import {
  addTallies,
  lastLine,
  nothingRan,
  partLine,
  tallyChecks,
  tallyPlaywright,
  tallyVitest,
} from '../../../scripts/test/tally.ts';

const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, success: true };
const playwright = { stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 2, duration: 1 } };

describe('the tally of a test run', () => {
  it('counts what passed and failed, and what was skipped apart', () => {
    expect(tallyVitest(vitest, true)).toEqual({ passed: 3, failed: 0, skipped: 2 });
    expect(tallyVitest({ ...vitest, numFailedTests: 2, success: false }, false)).toMatchObject({ failed: 2 });
    expect(tallyPlaywright(playwright, true)).toEqual({ passed: 4, failed: 0, skipped: 2 });
    expect(tallyChecks({ passed: 6, failed: 0 }, true)).toEqual({ passed: 6, failed: 0, skipped: 0 });
  });

  it('counts a runner that failed without a failed test', () => {
    expect(tallyVitest({ ...vitest, success: false }, true)).toMatchObject({ passed: 3, failed: 1 });
    expect(tallyVitest(vitest, false)).toMatchObject({ passed: 3, failed: 1 });
    expect(tallyPlaywright(playwright, false)).toMatchObject({ passed: 4, failed: 1 });
    expect(tallyChecks({ passed: 6, failed: 0 }, false)).toMatchObject({ passed: 6, failed: 1 });
  });

  it('counts a test that passed only at a later try as failed', () => {
    const stats = { ...playwright.stats, expected: 3, flaky: 1 };
    expect(tallyPlaywright({ stats }, true)).toMatchObject({ passed: 3, failed: 1 });
  });

  it('refuses a report that it cannot read', () => {
    expect(() => tallyVitest({}, true)).toThrow();
    expect(() => tallyPlaywright([], true)).toThrow();
    expect(() => tallyChecks('6 passed', true)).toThrow();
  });

  it('sums the parts, and takes a run without a test for a failure', () => {
    const sum = addTallies([tallyVitest(vitest, true), tallyPlaywright(playwright, true), nothingRan]);
    expect(sum).toEqual({ passed: 7, failed: 1, skipped: 4 });
    expect(addTallies([])).toEqual(nothingRan);
    expect(addTallies([{ passed: 0, failed: 0, skipped: 5 }])).toEqual(nothingRan);
  });

  it('says it in one line a part, and one line alone at the end', () => {
    expect(lastLine({ passed: 7, failed: 1, skipped: 4 })).toBe('7 passed, 1 failed');
    expect(partLine('unit', { passed: 7, failed: 0, skipped: 4 }, 1234)).toBe(
      '✔ unit            1.2 s  7 passed, 0 failed, 4 skipped',
    );
    expect(partLine('e2e', nothingRan, 0)).toContain('✘ e2e');
  });
});

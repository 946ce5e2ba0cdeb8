// Counts tests from the reports of the runners and puts the counts in words. Pure.
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Told, and never counted as passed. */
  readonly skipped: number;
}

/** A part without a single test has proved nothing, which is a failure. */
export const nothingRan: Tally = { passed: 0, failed: 1, skipped: 0 };

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
});

const playwrightReport = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    /** Passed at a later try: a test that cannot be relied on. */
    flaky: z.number(),
    skipped: z.number(),
  }),
});

const checkReport = z.object({ passed: z.number(), failed: z.number() });

/** A runner that failed without a failed test (a file that does not load, say) has one failure all the same. */
function withVerdict(tally: Tally, succeeded: boolean): Tally {
  return succeeded || tally.failed > 0 ? tally : { ...tally, failed: 1 };
}

export function tallyVitest(report: unknown, succeeded: boolean): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success } =
    vitestReport.parse(report);
  const tally = { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  return withVerdict(tally, succeeded && success);
}

export function tallyPlaywright(report: unknown, succeeded: boolean): Tally {
  const { expected, unexpected, flaky, skipped } = playwrightReport.parse(report).stats;
  return withVerdict({ passed: expected, failed: unexpected + flaky, skipped }, succeeded);
}

export function tallyChecks(report: unknown, succeeded: boolean): Tally {
  return withVerdict({ ...checkReport.parse(report), skipped: 0 }, succeeded);
}

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum.passed + sum.failed === 0 ? nothingRan : sum;
}

export function partLine(name: string, { passed, failed, skipped }: Tally, tookMs: number): string {
  const mark = failed === 0 ? '✔' : '✘';
  const more = skipped === 0 ? '' : `, ${String(skipped)} skipped`;
  const seconds = (tookMs / 1000).toFixed(1);
  return `${mark} ${name.padEnd(12)} ${seconds.padStart(6)} s  ${String(passed)} passed, ${String(failed)} failed${more}`;
}

export function lastLine({ passed, failed }: Tally): string {
  return `${String(passed)} passed, ${String(failed)} failed`;
}

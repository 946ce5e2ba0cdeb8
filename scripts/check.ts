// `npm run check`: types, lint, walls, dead code, format and structure, two at a time, a line each.
// `npm run check -- lint format` runs only those. It changes nothing but its caches under node_modules/.cache.
// Whoever started it with a channel is told how many hold.
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { checkStructure } from './check/structure.ts';
import type { Findings, SubCheck } from './check/sub-check.ts';
import { checkDeadCode, checkFormat, checkImports, checkLint, checkTypes } from './check/tools.ts';

/** Longest first, so that the second core does the rest meanwhile. */
export const subChecks: readonly SubCheck[] = [
  { name: 'lint', run: checkLint },
  { name: 'types', run: checkTypes },
  { name: 'dead code', run: checkDeadCode },
  { name: 'imports', run: checkImports },
  { name: 'format', run: checkFormat },
  { name: 'structure', run: checkStructure },
];

export interface CheckReport {
  readonly passed: number;
  readonly failed: number;
}

const atOnce = 2;
const longestReport = 6_000;

function tell(name: string, findings: Findings, tookMs: number): void {
  const mark = findings.faults.length === 0 ? '✔' : '✘';
  console.log(`${mark} ${name.padEnd(10)} ${(tookMs / 1000).toFixed(1).padStart(5)} s`);
  for (const warning of findings.warnings) console.log(`  ! ${warning}`);
  if (findings.faults.length === 0) return;
  const report = findings.faults.join('\n');
  console.log(report.length > longestReport ? `${report.slice(0, longestReport)}\n… and more` : report);
}

/** Runs the sub-checks of these names (all by default) on `root`, and tells each as it ends. */
export async function check(root: string, names: readonly string[] = []): Promise<CheckReport> {
  const waiting = subChecks.filter(({ name }) => names.length === 0 || names.includes(name));
  let passed = 0;
  let failed = 0;
  async function worker(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const startedAt = performance.now();
      const findings = await next.run(root);
      tell(next.name, findings, performance.now() - startedAt);
      if (findings.faults.length === 0) passed += 1;
      else failed += 1;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { passed, failed };
}

if (import.meta.main) {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !subChecks.some((subCheck) => subCheck.name === name));
  if (unknown !== undefined) {
    console.error(`There is no check "${unknown}": ${subChecks.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 2;
  } else {
    const { failed, passed } = await check(fileURLToPath(new URL('..', import.meta.url)), names);
    console.log(
      failed === 0
        ? `All ${String(passed)} checks hold.`
        : `${String(failed)} of ${String(passed + failed)} checks failed.`,
    );
    process.send?.({ passed, failed });
    process.exitCode = failed === 0 ? 0 : 1;
  }
}

// The parts of `npm test` and how each is run: the checks, the two projects of Vitest, and Playwright's tests.
// Each runner prints for people and gives a report that is counted.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import type { Lifeline } from '../../test/desktop/lifeline.ts';
import { build } from '../build.ts';
import type { Tally } from './tally.ts';
import { nothingRan, tallyChecks, tallyPlaywright, tallyVitest } from './tally.ts';

export interface Part {
  readonly name: string;
  /** Runs while the others do, one after the other, and gives way to them. */
  readonly beside?: true;
  /** `args` go to the part's own runner. Undefined: the part is not there, and that was allowed. */
  readonly run: (args: readonly string[]) => Promise<Tally | undefined>;
}

const runnerGraceMs = 10_000;

export function createParts(root: string, lifeline: Lifeline): readonly Part[] {
  const reports = path.join(root, '.cache', 'test-reports');
  mkdirSync(reports, { recursive: true });
  // The tests start Node a few hundred times: what one has compiled the next takes over. A third less time for each broker.
  const compiled = { NODE_COMPILE_CACHE: path.join(root, '.cache', 'compiled') };

  /** Runs a Node program and gives its report to be counted. */
  const count = async (
    report: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    toTally: (report: unknown, succeeded: boolean) => Tally,
  ): Promise<Tally> => {
    rmSync(report, { force: true });
    const runner = lifeline.spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...compiled, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      graceMs: runnerGraceMs,
    });
    await once(runner, 'exit');
    if (!existsSync(report)) throw new Error('the runner ended without a report.');
    return toTally(JSON.parse(readFileSync(report, 'utf8')), runner.exitCode === 0);
  };

  const vitest = (project: string, args: readonly string[]): Promise<Tally> => {
    const report = path.join(reports, `${project}.json`);
    const runner = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    return count(report, [runner, 'run', '--project', project, ...reporters, ...args], {}, tallyVitest);
  };

  const playwright = async (args: readonly string[]): Promise<Tally | undefined> => {
    const config = path.join(root, 'playwright.config.ts');
    if (!existsSync(config)) {
      console.error('There are no end-to-end tests yet: playwright.config.ts is missing.');
      return process.env['STINT_ALLOW_MISSING_PARTS'] === '1' ? undefined : nothingRan;
    }
    const report = path.join(reports, 'e2e.json');
    const runner = path.join(root, 'node_modules', 'playwright', 'cli.js');
    const all = [runner, 'test', '--config', config, '--reporter=list,json', ...args];
    return count(report, all, { PLAYWRIGHT_JSON_OUTPUT_FILE: report }, tallyPlaywright);
  };

  /** What it prints comes together once it has ended, between the lines of whatever runs then. */
  const checks = async (args: readonly string[]): Promise<Tally> => {
    const runner = lifeline.spawn(process.execPath, [path.join(root, 'scripts', 'check.ts'), ...args], {
      cwd: root,
      env: { ...process.env, ...compiled },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      graceMs: runnerGraceMs,
    });
    if (runner.pid !== undefined) setPriority(runner.pid, constants.priority.PRIORITY_LOW);
    let report: unknown;
    const said: Buffer[] = [];
    runner.on('message', (message) => (report = message));
    for (const stream of [runner.stdout, runner.stderr])
      stream?.on('data', (part: Buffer) => said.push(part));
    await once(runner, 'close');
    console.log(`\n── check ──\n${Buffer.concat(said).toString('utf8')}`);
    if (report === undefined) throw new Error('it ended without a report.');
    return tallyChecks(report, runner.exitCode === 0);
  };

  return [
    { name: 'check', beside: true, run: checks },
    { name: 'unit', run: (args) => vitest('unit', args) },
    {
      name: 'integration',
      run: async (args) => {
        await build();
        return vitest('integration', args);
      },
    },
    { name: 'e2e', run: playwright },
  ];
}

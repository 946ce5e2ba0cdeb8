// `npm run bench`: every measurement beside its limit, in one run; a table, and JSON in bench-results.json.
// Exit code 1 when a limit is missed. `-- --only desktop,wipes` runs some; `-- --handicap 300` holds Stint's start back by so
// many milliseconds, to show that a row can turn red.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureBroker } from '../test/bench/broker-rows.ts';
import { measureDesktop, type Rivals } from '../test/bench/desktop-rows.ts';
import { measureFilteringRow } from '../test/bench/filtering-row.ts';
import { measureMinting } from '../test/bench/minting.ts';
import { measurePolicyRow } from '../test/bench/policy-row.ts';
import { measureProcessor } from '../test/bench/processor-row.ts';
import { measureRevokingRow } from '../test/bench/revoking-row.ts';
import { makeEmptyApp } from '../test/bench/rivals.ts';
import { toTable, verdictOf, type Row } from '../test/bench/row.ts';
import { measureWipes } from '../test/bench/wipe-rows.ts';
import { build } from './build.ts';
import { packUnpacked } from './dist.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, handicap: { type: 'string', default: '0' } },
});
const scratch = mkdtempSync(path.join(tmpdir(), 'stint-bench-'));

async function packRivals(): Promise<Rivals> {
  const { folder, executable } = await packUnpacked();
  return { stint: executable, empty: await makeEmptyApp(folder, path.basename(executable), scratch) };
}

async function desktopRows(): Promise<readonly Row[]> {
  return measureDesktop(await packRivals(), Number(values.handicap));
}

async function processorRows(): Promise<readonly Row[]> {
  return measureProcessor(await packRivals());
}

async function mintingRows(): Promise<readonly Row[]> {
  const { issuerMs, bareSqlMs, rounds } = await measureMinting();
  return [
    {
      name: 'minting a PostgreSQL login',
      unit: 'ms',
      value: issuerMs,
      baseline: bareSqlMs,
      limit: { of: 'ratio', most: 2 },
      taken: `median of ${String(rounds)}, by turns with bare SQL`,
    },
  ];
}

const MEASUREMENTS: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  desktop: desktopRows,
  filtering: measureFilteringRow,
  wipes: measureWipes,
  processor: processorRows,
  minting: mintingRows,
  policy: measurePolicyRow,
  revoking: measureRevokingRow,
  broker: measureBroker,
};

async function main(): Promise<void> {
  const wanted = values.only?.split(',') ?? Object.keys(MEASUREMENTS);
  const rows: Row[] = [];
  await build();
  for (const name of wanted) {
    const measure = MEASUREMENTS[name];
    if (measure === undefined)
      throw new Error(`There is no measurement "${name}": ${Object.keys(MEASUREMENTS).join(', ')}.`);
    console.error(`measuring: ${name}`);
    rows.push(...(await measure()));
  }
  console.log(toTable(rows));
  const results = rows.map((row) => ({ ...row, verdict: verdictOf(row) }));
  writeFileSync(
    'bench-results.json',
    `${JSON.stringify({ at: new Date().toISOString(), rows: results }, null, 2)}\n`,
  );
  const missed = results.filter(({ verdict }) => verdict === 'MISSED');
  console.log(
    missed.length === 0 ? 'Every limit is kept.' : `Missed: ${missed.map(({ name }) => name).join('; ')}.`,
  );
  process.exitCode = missed.length === 0 ? 0 : 1;
}

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
// The packing leaves a handle open; everything measured has ended by now.
process.exit();

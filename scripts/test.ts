// `npm test`: all parts, each told in a line, and the sum in the last line. They run one after the other, but for the
// checks, which run beside them. A part that could not run, or in which nothing ran, counts as a failure. Names of
// parts, and what follows them for the part's own runner, may be given: `npm test -- unit integration`,
// `npm run test:unit -- test/shared`.
import path from 'node:path';
import { createLifeline } from '../test/desktop/lifeline.ts';
import { onEnding } from './start/ending.ts';
import { createParts } from './test/parts.ts';
import type { Part } from './test/parts.ts';
import type { Tally } from './test/tally.ts';
import { addTallies, lastLine, nothingRan, partLine } from './test/tally.ts';

const root = path.resolve(import.meta.dirname, '..');
const lifeline = createLifeline();
onEnding(() => {
  void lifeline.end().then(() => process.exit(130));
});

const parts = createParts(root, lifeline);
const args = process.argv.slice(2);
const firstOther = args.findIndex((arg) => !parts.some(({ name }) => name === arg));
const names = firstOther === -1 ? args : args.slice(0, firstOther);
const others = firstOther === -1 ? [] : args.slice(firstOther);

interface Outcome {
  readonly part: Part;
  readonly tally: Tally | undefined;
  readonly tookMs: number;
}

/** Runs the part; one in which nothing ran, or that broke down, has failed. */
async function runPart(part: Part): Promise<Tally | undefined> {
  try {
    const tally = await part.run(others);
    return tally?.passed === 0 && tally.failed === 0 ? nothingRan : tally;
  } catch (error) {
    console.error(`${part.name}: ${error instanceof Error ? error.message : String(error)}`);
    return nothingRan;
  }
}

async function main(): Promise<number> {
  const chosen = parts.filter(({ name }) => names.length === 0 || names.includes(name));
  if (others.length > 0 && chosen.length !== 1) {
    console.error(`There is no part "${others.join(' ')}": ${parts.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const run = async (part: Part): Promise<Outcome> => {
    const startedAt = performance.now();
    const tally = await runPart(part);
    return { part, tally, tookMs: performance.now() - startedAt };
  };
  const beside = chosen.filter((part) => part.beside).map(run);
  const outcomes: Outcome[] = [];
  for (const part of chosen.filter((each) => !each.beside)) {
    console.log(`\n── ${part.name} ──`);
    outcomes.push(await run(part));
  }
  outcomes.unshift(...(await Promise.all(beside)));
  const tallies = outcomes.flatMap(({ tally }) => tally ?? []);
  const lines = outcomes.flatMap(({ part, tally, tookMs }) =>
    tally === undefined ? [] : [partLine(part.name, tally, tookMs)],
  );
  const sum = addTallies(tallies);
  console.log(`\n${lines.join('\n')}\n${lastLine(sum)}`);
  return sum.failed === 0 ? 0 : 1;
}

const code = await main();
await lifeline.end();
process.exit(code);

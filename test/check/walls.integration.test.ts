// Each wall, broken once on purpose: the check says so, by the rule that holds it and in words that show the way out.
// Its twin, a correct file, is not mentioned.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStructure } from '../../scripts/check/structure.ts';
import type { Findings } from '../../scripts/check/sub-check.ts';
import {
  checkDeadCode,
  checkFormat,
  checkImports,
  checkLint,
  checkTypes,
} from '../../scripts/check/tools.ts';
import { layTree, readFixtures, saidOf } from './broken-tree.ts';

/** Knip groups by kind of fault, so its headings stand apart from the files. */
const saidOfAll = (_path: string, output: string): string => output;

const checks: readonly (readonly [string, (root: string) => Promise<Findings>, typeof saidOf])[] = [
  ['lint', checkLint, saidOf],
  ['types', checkTypes, saidOf],
  ['imports', checkImports, saidOf],
  ['dead-code', checkDeadCode, saidOfAll],
  ['format', checkFormat, saidOf],
  ['structure', checkStructure, saidOf],
];

describe.each(checks)('%s', (name, run, said) => {
  const sections = readFixtures(name);
  let output = '';
  let tree: ReturnType<typeof layTree>;

  beforeAll(async () => {
    tree = layTree(sections);
    output = (await run(tree.root)).faults.join('\n');
  });
  afterAll(() => tree.undo());

  it.each(sections.filter(({ role }) => role === 'breaks'))('$wall: refuses $path', ({ path, expected }) => {
    const words = said(path, output);
    for (const part of expected) expect(words).toContain(part);
    expect(expected).not.toHaveLength(0);
  });

  it.each(sections.filter(({ role }) => role === 'passes'))('$wall: accepts $path', ({ path }) => {
    expect(saidOf(path, output)).toBe('');
  });
});

// Each wall, broken once on purpose: the check says so, by the rule that holds it and in words that show the way out.
// Its twin, a correct file, is not mentioned.
import { join } from 'node:path';
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
import { layTree, readFixtures, saidOf, type Section } from './broken-tree.ts';

interface Case {
  readonly name: string;
  readonly run: (root: string) => Promise<Findings>;
  /** ESLint's headings are whole paths; relative ones occur in its messages. */
  readonly wholePaths?: true;
  /** Knip groups by kind of fault, so its headings stand apart from the files. */
  readonly apart?: true;
}

const cases: readonly Case[] = [
  { name: 'lint', run: checkLint, wholePaths: true },
  { name: 'types', run: checkTypes },
  { name: 'imports', run: checkImports },
  { name: 'dead-code', run: checkDeadCode, apart: true },
  { name: 'format', run: checkFormat },
  { name: 'structure', run: checkStructure },
];

describe.each(cases)('$name', ({ name, run, wholePaths = false, apart = false }) => {
  const sections = readFixtures(name);
  const of = (role: Section['role']): Section[] => sections.filter((section) => section.role === role);
  let output = '';
  let tree: ReturnType<typeof layTree>;

  const said = (path: string): string => saidOf(wholePaths ? join(tree.root, path) : path, output);

  beforeAll(async () => {
    tree = layTree(sections);
    output = (await run(tree.root)).faults.join('\n');
  });
  afterAll(() => tree.undo());

  it.each(of('breaks'))('$wall: refuses $path', ({ path, expected }) => {
    const words = (apart ? output : said(path)).replace(/\s+/g, ' ');
    expect(expected).not.toHaveLength(0);
    for (const part of expected) expect(words).toContain(part);
  });

  it.each(of('passes'))('$wall: accepts $path', ({ path }) => {
    expect(said(path)).toBe('');
  });
});

// Ties each hardening line to a rule, and each rule to a test: a `SECURITY: <rule-id>` tag in the code must have
// its row in docs/security.md, and each row in force must name a test file that is there.
// It never judges whether the test is a good one: whoever wrote it saw it fail.
import type { SourceFile } from './source-files.ts';

const securityPage = 'docs/security.md';
/** The page itself, and the parts of it that areas keep beside it. */
export const securityPages = /^docs\/security(?:\.md|-rows\/[\w-]+\.md)$/;

export interface SecurityRule {
  readonly id: string;
  readonly cells: readonly string[];
  readonly tests: readonly string[];
  readonly planned: boolean;
}

/** The rows of every table in the page whose first cell is an id in backticks. */
export function readSecurityRules(page: string): readonly SecurityRule[] {
  return page.split('\n').flatMap((line) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const id = /^`([a-z0-9-]+)`$/.exec(cells[0] ?? '')?.[1];
    if (id === undefined) return [];
    const tests = line.match(/test\/[\w./-]+\.(?:ts|tsx)/g) ?? [];
    return [{ id, cells, tests, planned: cells[1]?.toLowerCase().startsWith('planned') === true }];
  });
}

const tag = /(?:\/\/|\/\*|\*|#)\s*SECURITY:\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)/g;

export function checkSecurityRules(files: readonly SourceFile[]): readonly string[] {
  const pages = files.filter(({ path }) => securityPages.test(path));
  const rules = pages.flatMap(({ text }) => readSecurityRules(text));
  const known = new Set(rules.map(({ id }) => id));
  const paths = new Set(files.map(({ path }) => path));
  const tagged = files
    .filter(({ path }) => !path.endsWith('.md') && !path.startsWith('scripts/check/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(tag)].flatMap(([, ids = '']) =>
        ids.split(',').map((id) => ({ path, id: id.trim() })),
      ),
    );
  return [
    ...tagged
      .filter(({ id }) => !known.has(id))
      .map(({ path, id }) => `${path}: the tag "${id}" has no row in ${securityPage}: add rule and test.`),
    ...rules
      .filter(({ planned, tests }) => !planned && tests.length === 0)
      .map(
        ({ id }) =>
          `${securityPage}: rule "${id}" names no test file: a setting without a test is a comment.`,
      ),
    ...rules.flatMap(({ id, tests }) =>
      tests
        .filter((test) => !paths.has(test))
        .map((test) => `${securityPage}: rule "${id}" names ${test}, which is not there.`),
    ),
  ];
}

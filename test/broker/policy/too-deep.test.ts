// What is nested as deep as is taken is decided like anything else, joined with other forbids or not; what is deeper is told, and the engine lives on.
import { describe, expect, it } from 'vitest';
import { createPolicySet } from '../../../broker/policy/policy-set.ts';
import { DEEPEST_BRACKETS, MOST_OPERATORS, findTooDeep } from '../../../broker/policy/too-deep.ts';
import { benchOf, KNOWN, MEMBERS, person, question, setOf } from './policy-bench.ts';

/** Each as deep as it says, true for members of payments. */
const NESTED: Readonly<Record<string, (deep: number) => string>> = {
  parentheses: (deep) => `${'('.repeat(deep)}context.hour < 24${')'.repeat(deep)}`,
  sets: (deep) => `${'['.repeat(deep)}1${']'.repeat(deep)} == ${'['.repeat(deep)}1${']'.repeat(deep)}`,
  records: (deep) =>
    `${'{a: '.repeat(deep)}1${'}'.repeat(deep)} == ${'{a: '.repeat(deep)}1${'}'.repeat(deep)}`,
};
const CHAINED: Readonly<Record<string, (operators: number) => string>> = {
  or: (operators) => `${'principal in Group::"security" || '.repeat(operators)}context.hour < 24`,
  and: (operators) => `${'context.reason != "x" && '.repeat(operators)}context.hour < 24`,
  plus: (operators) => `${'1 + '.repeat(operators)}1 > 0`,
  minus: (operators) => `${'1 - '.repeat(operators)}1 < 2`,
  if: (operators) => `${'if context.hour > 24 then false else '.repeat(operators)}true`,
};
/** The braces of `when` are one. */
const OF_WHEN = 1;
const policyWith = (effect: 'permit' | 'forbid', condition: string): string =>
  `@id("deep") ${effect}(principal, action, resource) when { ${condition} };`;
const others = ['a', 'b', 'c'].map(
  (id) => `@id("${id}") forbid(principal, action, resource) when { context.durationSeconds > 90000 };`,
);

describe.each([
  ...Object.entries(NESTED).map(([name, write]) => [name, write(DEEPEST_BRACKETS - OF_WHEN)] as const),
  ...Object.entries(CHAINED).map(([name, write]) => [name, write(MOST_OPERATORS)] as const),
])('as many as are taken: %s', (_name, condition) => {
  it('permit and forbid like any others', () => {
    const nobody = { ...person, groups: [] };
    const permitting = benchOf(setOf([policyWith('permit', condition), ...others].join('\n')));
    expect(permitting.policy.decide(question({ person: nobody }))).toEqual({ decision: 'allow' });
    const forbidding = benchOf(setOf([MEMBERS, policyWith('forbid', condition), ...others].join('\n')));
    expect(forbidding.policy.decide(question())).toMatchObject({ decision: 'deny' });
    expect([permitting.errors, forbidding.errors]).toEqual([[], []]);
  });
});

describe('one more', () => {
  it.each([
    ...Object.entries(NESTED).map(([name, write]) => [name, write(DEEPEST_BRACKETS)] as const),
    ...Object.entries(CHAINED).map(([name, write]) => [name, write(MOST_OPERATORS + 1)] as const),
    ['far more', NESTED['parentheses']?.(30_000) ?? ''] as const,
  ])('is told with its place, and breaks nothing: %s', (_name, condition) => {
    const text = `${MEMBERS}\n${policyWith('forbid', condition)}`;
    const made = createPolicySet([{ file: 'deep.cedar', text }], KNOWN);
    expect(made).toMatchObject({ ok: false, errors: [{ file: 'deep.cedar', line: 5, path: '' }] });
    const [error] = made.ok ? [] : made.errors;
    expect(error?.sentence).toMatch(/^(?:Brackets are nested|This is the operator).* several policies/u);
    expect(error?.column).toBeGreaterThan(50);
    expect(benchOf(setOf(MEMBERS)).policy.decide(question())).toEqual({ decision: 'allow' });
  });
});

it.each([
  ['in a comment', `// ${'('.repeat(99)}\n`],
  ['in a string', `@note("${'('.repeat(99)} \\" ${'||'.repeat(300)}")`],
  ['that only differ', `context.reason != "a", `.repeat(300)],
  ['of named things', 'context.hour, '.repeat(300)],
  ['of many policies', 'permit(principal, action, resource) when { true && true };\n'.repeat(300)],
])('counts none %s', (_where, text) => {
  expect(findTooDeep(text)).toBeUndefined();
});

it('counts a chain of attributes', () => {
  expect(findTooDeep(`context${'.a'.repeat(MOST_OPERATORS + 1)}`)).toBeUndefined();
  expect(findTooDeep(`ö context${'.a'.repeat(MOST_OPERATORS + 2)}`)?.offset).toBe(
    10 + 2 * MOST_OPERATORS + 2,
  );
});

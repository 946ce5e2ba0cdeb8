// What one decision takes with fifty policies in force for the profile, beside one that is allowed with three.
import type { Question } from '../../broker/ports/policy.ts';
import { benchOf, MEMBERS, person, question, rule, setOf } from '../broker/policy/policy-bench.ts';
import { quantile, type Row } from './row.ts';

const POLICIES = 50;
const WARM = 500;
const ROUNDS = 4000;

/** Each looks at the question; the first holds at midnight for who is in `security` as well and asks for over an hour. */
function policies(count: number): string {
  const others = Array.from(
    { length: count - 2 },
    (_, index) => `@id("p${index}") @deny_reason("No.") forbid(principal, action, resource)
      when { context.durationSeconds > ${4000 + index} && context.hour == ${index % 24} && principal in Group::"security" };`,
  );
  return [MEMBERS, ...others].join('\n');
}

const [MIDNIGHT, TWO_HOURS] = [Date.UTC(2026, 10, 24), 7200];
const ASKED: readonly { readonly what: string; readonly answer: string; readonly asked: Question }[] = [
  { what: 'a policy decision', answer: 'allow', asked: question() },
  {
    what: 'a policy decision that asks for a review',
    answer: 'needs-review',
    asked: question({ profile: { ...rule, review: { count: 1, group: 'dba' } } }),
  },
  {
    what: 'a refusal by a policy',
    answer: 'deny',
    asked: question({
      person: { ...person, groups: [...person.groups, 'security'] },
      profile: { ...rule, longestSeconds: TWO_HOURS },
      durationSeconds: TWO_HOURS,
      at: MIDNIGHT,
    }),
  },
  {
    what: 'a refusal because nothing permits it',
    answer: 'deny',
    asked: question({ person: { ...person, groups: [] }, durationSeconds: 3600, reason: '' }),
  },
];

export function measurePolicyRow(): Promise<readonly Row[]> {
  const [many, few] = [policies(POLICIES), policies(3)].map((text) => benchOf(setOf(text)).policy);
  if (many === undefined || few === undefined) throw new Error('Two policies were made.');
  const timed = ({ what, answer, asked }: (typeof ASKED)[number], policy: typeof many): number => {
    const startedAt = performance.now();
    if (policy.decide(asked).decision !== answer) throw new Error(`${what}: it was to be ${answer}.`);
    return performance.now() - startedAt;
  };
  const [plain] = ASKED;
  if (plain === undefined) throw new Error('There is a plain one.');
  const baseline: number[] = [];
  const times = ASKED.map((): number[] => []);
  // By turns, so that all meet the same machine.
  for (let round = -WARM; round < ROUNDS; round += 1) {
    const each = ASKED.map((one) => timed(one, many));
    const least = timed(plain, few);
    if (round < 0) continue;
    each.forEach((ms, at) => times[at]?.push(ms));
    baseline.push(least);
  }
  return Promise.resolve(
    ASKED.map(({ what }, at) => ({
      name: `${what}, ${POLICIES} policies in force`,
      unit: 'ms',
      value: quantile(times[at] ?? [], 0.95),
      baseline: quantile(baseline, 0.95),
      limit: { of: 'value', most: 0.5 },
      taken: `p95 of ${ROUNDS}, by turns with one that is allowed with 3 policies`,
    })),
  );
}

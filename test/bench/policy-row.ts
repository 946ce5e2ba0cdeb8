// What one decision takes with fifty policies in force for the profile, beside one with three.
import { benchOf, MEMBERS, question, setOf } from '../broker/policy/policy-bench.ts';
import { quantile, type Row } from './row.ts';

const POLICIES = 50;
const WARM = 500;
const ROUNDS = 4000;

/** Each looks at the question; none holds. */
function policies(count: number): string {
  const others = Array.from(
    { length: count - 2 },
    (_, index) => `@id("p${index}") @deny_reason("No.") forbid(principal, action, resource)
      when { context.durationSeconds > ${4000 + index} && context.hour == ${index % 24} && principal in Group::"security" };`,
  );
  return [MEMBERS, ...others].join('\n');
}

export function measurePolicyRow(): Promise<readonly Row[]> {
  const [many, few] = [policies(POLICIES), policies(3)].map((text) => benchOf(setOf(text)).policy);
  if (many === undefined || few === undefined) throw new Error('Two policies were made.');
  const asked = question();
  const times = { many: [] as number[], few: [] as number[] };
  // By turns, so that both meet the same machine.
  for (let round = -WARM; round < ROUNDS; round += 1) {
    for (const [name, policy] of [
      ['many', many],
      ['few', few],
    ] as const) {
      const startedAt = performance.now();
      if (policy.decide(asked).decision !== 'allow') throw new Error('It was to be allowed.');
      if (round >= 0) times[name].push(performance.now() - startedAt);
    }
  }
  const row: Row = {
    name: `a policy decision, ${POLICIES} policies in force`,
    unit: 'ms',
    value: quantile(times.many, 0.95),
    baseline: quantile(times.few, 0.95),
    limit: { of: 'value', most: 0.5 },
    taken: `p95 of ${ROUNDS}, by turns with 3 policies`,
  };
  return Promise.resolve([row]);
}

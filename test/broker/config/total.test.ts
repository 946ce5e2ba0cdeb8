// `total`: how long a grant may last in all with its extensions.
import { describe, expect, it } from 'vitest';
import { describeConfigError } from '../../../broker/config/config-error.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { toProfileRules } from '../../../broker/config/to-profile-rules.ts';
import { SHIPPED } from '../test-broker.ts';

/** What `billing-read`, which lasts up to 8 h, allows in all; or what is wrong. */
function totalOf(line: string): number | readonly string[] | undefined {
  const result = parseConfig(
    SHIPPED.replace('    longest: 8 h\n', `    longest: 8 h\n${line}`),
    'stint.yaml',
  );
  return result.ok ? toProfileRules(result.value)[0]?.totalSeconds : result.errors.map(describeConfigError);
}

describe('the total of a profile', () => {
  it('is its longest where nothing is said', () => expect(totalOf('')).toBe(28_800));
  it('may be longer', () => expect(totalOf('    total: 12 h\n')).toBe(43_200));
  it('may be the same', () => expect(totalOf('    total: 8 h\n')).toBe(28_800));

  it('may not be shorter than the longest, nor over a day', () => {
    expect(totalOf('    total: 7 h\n')).toEqual([
      expect.stringMatching(/^stint\.yaml:\d+:12 profiles\[0\]\.total: Write the same as longest, or more/u),
    ]);
    expect(totalOf('    total: 25 h\n')).toEqual([
      expect.stringMatching(/profiles\[0\]\.total: Write a duration .*from 10 s to 24 h\.$/u),
    ]);
  });

  it('is 3 h of the shipped profile that is reviewed', () => {
    const result = parseConfig(SHIPPED, 'stint.yaml');
    if (!result.ok) throw new Error('the shipped configuration is wrong');
    expect(toProfileRules(result.value)[1]).toMatchObject({ longestSeconds: 3600, totalSeconds: 10_800 });
  });
});

it('a reminder comes before the request lapses, or not at all', () => {
  expect(totalOf('    reviewWithin: 20 min\n    remindAfter: 5 min\n')).toBe(28_800);
  for (const [within, after] of [
    ['20 min', '20 min'],
    ['20 min', '1 h'],
    ['20 min', '5 s'],
  ] as const)
    expect(totalOf(`    reviewWithin: ${within}\n    remindAfter: ${after}\n`)).toEqual([
      expect.stringMatching(/^stint\.yaml:\d+:18 profiles\[0\]\.remindAfter: Write /u),
    ]);
});

it('a second group is one that somebody is in, and is asked before the request lapses', () => {
  const escalated = (after: string, group: string): number | readonly string[] | undefined =>
    totalOf(`    reviewWithin: 20 min\n    escalate: { after: ${after}, group: ${group} }\n`);
  expect(escalated('5 min', 'dba')).toBe(28_800);
  expect(escalated('20 min', 'dba')).toEqual([
    expect.stringContaining('profiles[0].escalate.after: Write less than reviewWithin'),
  ]);
  expect(escalated('5 min', 'dbas')).toEqual([
    expect.stringContaining('profiles[0].escalate.group: No account is in the group “dbas”'),
  ]);
});

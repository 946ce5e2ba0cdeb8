import { describe, expect, it } from 'vitest';
import type { Decision, Question } from '../../../broker/ports/policy.ts';
import type { ProfileRule } from '../../../broker/ports/profile-rule.ts';
import { benchOf, HERE, MEMBERS, person, question, rule, setOf, TUESDAY_TEN } from './policy-bench.ts';

function decide(text: string, asked: Partial<Question> = {}, timeZone = 'UTC'): Decision {
  return benchOf(setOf(MEMBERS + text), timeZone).policy.decide(question(asked));
}

const OFFICE_HOURS = `@id("office-hours") @deny_reason("Only from 8 to 18 on weekdays.")
forbid(principal, action == Action::"request", resource)
unless { context.hour >= 8 && context.hour < 18 && context.weekday != "saturday" && context.weekday != "sunday" };`;

describe('a decision', () => {
  it('is a no where no policy permits', () =>
    expect(benchOf(setOf('')).policy.decide(question({ profile: { ...rule, groups: [] } }))).toEqual({
      decision: 'deny',
      code: 'policy-refused',
      sentence: 'No policy lets you ask for this.',
    }));

  it('is a no where a forbid fails, and says so in the log', () => {
    // 9223372036854775807 + durationSeconds is beyond what a Long holds.
    const failing = `@id("fails") forbid(principal, action, resource)
      when { context.durationSeconds + 9223372036854775807 > 0 };`;
    const { policy, errors } = benchOf(setOf(MEMBERS + failing));
    expect(policy.decide(question())).toMatchObject({ decision: 'deny', code: 'policy-refused' });
    expect(policy.permit(question(), [])).toMatchObject({ decision: 'deny' });
    expect(policy.offer(person, rule, TUESDAY_TEN, HERE)).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(errors)).toMatch(/fails/u);
  });

  it.each([
    ['a Tuesday at ten', TUESDAY_TEN, 'UTC', 'allow'],
    ['a Tuesday at twenty', TUESDAY_TEN + 36_000_000, 'UTC', 'deny'],
    ['a Saturday at ten', TUESDAY_TEN + 4 * 86_400_000, 'UTC', 'deny'],
    ['half past seven here, half past eight in Berlin', TUESDAY_TEN - 9_000_000, 'Europe/Berlin', 'allow'],
    ['half past seven', TUESDAY_TEN - 9_000_000, 'UTC', 'deny'],
  ] as const)('knows the hour and the day: %s', (_when, at, zone, decision) => {
    expect(decide(OFFICE_HOURS, { at }, zone)).toMatchObject({
      decision,
      ...(decision === 'deny' ? { sentence: 'Only from 8 to 18 on weekdays.' } : {}),
    });
  });

  it('knows where a call came from, and trusts nothing where it does not', () => {
    const inside = `@id("inside") @deny_reason("Only from the office.") forbid(principal, action, resource)
      unless { context has sourceAddress && context.sourceAddress.isInRange(ip("10.0.0.0/8")) };`;
    const from = (address: string | null): string => decide(inside, { from: { ...HERE, address } }).decision;
    expect(from('10.9.9.9')).toBe('allow');
    expect(from('192.168.1.1')).toBe('deny');
    expect(from('2001:db8::1')).toBe('deny');
    expect(from(null)).toBe('deny');
  });

  it('knows how long ago somebody signed in', () => {
    const fresh = `@id("fresh") @deny_reason("Sign in again.") forbid(principal, action, resource)
      unless { context has signedInSeconds && context.signedInSeconds < 3600 };`;
    const ago = (seconds: number): string =>
      decide(fresh, { from: { ...HERE, signedInAt: TUESDAY_TEN - seconds * 1000 } }).decision;
    expect(ago(3599)).toBe('allow');
    expect(ago(3600)).toBe('deny');
  });

  it('knows how long something is to last in all: a request as long as it is, an extension from the start on', () => {
    const hour = `@id("hour") @deny_reason("An hour in all.") forbid(principal, action, resource) when { context.totalSeconds > 3600 };`;
    const refused = { decision: 'deny', code: 'duration-out-of-range', sentence: 'An hour in all.' };
    const profile = { ...rule, longestSeconds: 7200 };
    expect(decide(hour, { profile, durationSeconds: 3600 })).toEqual({ decision: 'allow' });
    expect(decide(hour, { profile, durationSeconds: 3601 })).toEqual(refused);
    const startedAt = TUESDAY_TEN - 1_800_000;
    const running = { startedAt, expiresAt: TUESDAY_TEN, latestEndAt: startedAt + 7_200_000 };
    expect(decide(hour, { running, durationSeconds: 1800 })).toEqual({ decision: 'allow' });
    expect(decide(hour, { running, durationSeconds: 1801 })).toEqual(refused);
    // It has lasted a little longer than half an hour.
    const longer = { ...running, startedAt: startedAt - 1 };
    expect(decide(hour, { running: longer, durationSeconds: 1800 })).toEqual(refused);
  });

  it('knows target, environment, tag and importance of a profile', () => {
    const entitlement = { id: 'e', targetId: 'billing', targetName: 'b', kind: 'postgresql' } as const;
    const profile: ProfileRule = {
      ...rule,
      profile: { ...rule.profile, importance: 'high' },
      tags: ['pii'],
      environments: new Map([['billing', 'production']]),
      entitlements: [{ ...entitlement, role: 'r', database: 'd' }],
    };
    for (const name of [
      'Target::"billing"',
      'Environment::"production"',
      'Tag::"pii"',
      'Importance::"high"',
    ]) {
      const forbid = `@id("f") forbid(principal, action, resource in ${name});`;
      expect(decide(forbid, { profile }), name).toMatchObject({ decision: 'deny' });
      expect(decide(forbid), name).toMatchObject({ decision: 'allow' });
    }
  });

  it.each([
    [
      'a reason',
      `forbid(principal, action, resource) when { context.reason == "" };`,
      { reason: '' },
      'reason-required',
    ],
    [
      'a ticket of a kind',
      `forbid(principal, action, resource) unless { context.ticket like "OPS-*" };`,
      { ticket: 'x' },
      'ticket-required',
    ],
    [
      'less time',
      `forbid(principal, action, resource) when { context.durationSeconds > 600 };`,
      {},
      'duration-out-of-range',
    ],
  ] as const)('says that it wants %s', (_what, text, asked, code) => {
    expect(decide(`@id("f") @deny_reason("Mend it.") ${text}`, asked)).toEqual({
      decision: 'deny',
      code,
      sentence: 'Mend it.',
    });
  });

  it.each([
    ['a reason', 'context.reason != ""', { reason: '' }, 'reason-required'],
    ['a ticket', 'context.ticket != ""', {}, 'ticket-required'],
    [
      'a reason and a ticket',
      'context.reason != "" && context.ticket != ""',
      { reason: '' },
      'ticket-required',
    ],
    ['less time', 'context.durationSeconds <= 900', { durationSeconds: 1800 }, 'duration-out-of-range'],
    ['less time in all', 'context.totalSeconds <= 900', { durationSeconds: 1800 }, 'duration-out-of-range'],
    ['another hour', 'context.hour == 3', { reason: '', durationSeconds: 1800 }, 'policy-refused'],
  ] as const)('says what a permit waits for: %s', (_what, condition, asked, code) => {
    const text = `@id("p") permit(principal, action, resource) when { ${condition} };`;
    expect(benchOf(setOf(text)).policy.decide(question(asked))).toMatchObject({ decision: 'deny', code });
  });
});

describe('an approval', () => {
  const ONE =
    '@id("a2") @approval("1 of group:security") permit(principal, action == Action::"request", resource);';

  it('is asked for by annotation, and enforced by the permit on start', () => {
    const text = `@id("a") @approval("2 of group:dba, then 1 of group:security")
      permit(principal, action == Action::"request", resource);
      @id("s") permit(principal, action == Action::"start", resource)
      when { context.approvals.containsAll(["2 of group:dba", "1 of group:security"]) };`;
    const { policy } = benchOf(setOf(text));
    expect(policy.decide(question())).toEqual({
      decision: 'needs-review',
      needs: { count: 2, group: 'dba', then: [{ count: 1, group: 'security' }] },
    });
    const dba = { count: 2, group: 'dba' };
    const security = { count: 1, group: 'security' };
    expect(policy.permit(question(), [dba, security])).toMatchObject({ decision: 'allow' });
    expect(policy.permit(question(), [dba])).toMatchObject({ decision: 'deny' });
    expect(policy.permit(question(), [{ ...dba, count: 1 }, security])).toMatchObject({ decision: 'deny' });
    expect([...policy.reviewGroups()]).toEqual(['dba', 'security']);
  });

  it('that an annotation asks too little of grants nothing', () => {
    const text = `@id("a") @approval("1 of group:dba") permit(principal, action == Action::"request", resource);
      @id("s") permit(principal, action == Action::"start", resource) when { context.approvals.contains("2 of group:dba") };`;
    expect(benchOf(setOf(text)).policy.decide(question())).toMatchObject({
      decision: 'deny',
      sentence: expect.stringMatching(/no approval that they ask for lets it start/u) as string,
    });
  });

  it('is the least that one of several permits asks for and start is content with', () => {
    const ask = (start: string): Decision =>
      benchOf(
        setOf(`${ONE} @id("a3") @approval("3 of group:dba") permit(principal, action == Action::"request", resource);
        @id("s") permit(principal, action == Action::"start", resource) when { ${start} };`),
      ).policy.decide(question());
    expect(ask('!context.approvals.isEmpty()')).toMatchObject({ needs: { count: 1, group: 'security' } });
    expect(ask('context.approvals.contains("2 of group:dba")')).toMatchObject({
      needs: { count: 3, group: 'dba' },
    });
  });

  it('is asked for where an annotation says so, and spared those for whom another permit asks for none', () => {
    const start =
      '@id("b") permit(principal, action == Action::"start", resource) when { principal in Group::"dba" };';
    const onCall =
      '@id("c") permit(principal, action == Action::"request", resource) when { principal in Group::"dba" };';
    const asked = {
      person: { ...person, groups: ['payments', 'dba'] },
      profile: { ...rule, review: { count: 1, group: 'security' } },
    };
    expect(decide(start, asked)).toMatchObject({ decision: 'needs-review' });
    expect(decide(start + onCall, asked)).toEqual({ decision: 'allow' });
    expect(decide(onCall, asked)).toMatchObject({ decision: 'needs-review' });
  });
});

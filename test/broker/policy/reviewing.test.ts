// What policies on reviews see of who asked: their groups and name as of now. Where those cannot be known, no doubt lets anybody approve.
import { describe, expect, it } from 'vitest';
import type { Policy, ReviewQuestion, Running } from '../../../broker/ports/policy.ts';
import { benchOf, HERE, person, rule, setOf, TUESDAY_TEN } from './policy-bench.ts';

const PERMIT = `@id("review") permit(principal, action == Action::"review", resource)
when { principal in context.group && principal != context.asker };`;
const OF_SECURITY = `@id("asker") @deny_reason("Not what security asks for.")
forbid(principal, action == Action::"review", resource) when { context.asker in Group::"security" };`;
const FORBIDDEN = { decision: 'deny', sentence: 'Not what security asks for.' };
const UNKNOWN = {
  decision: 'deny',
  sentence: 'Policies look at who asked, and they can sign in no more, so nobody approves this.',
};

const robin = { ...person, subject: 'robin', name: 'Robin', groups: ['dba'] };
const inSecurity = { ...person, groups: ['payments', 'security'] };

function mayReview(text: string, changes: Partial<ReviewQuestion>): ReturnType<Policy['mayReview']> {
  const { policy, errors } = benchOf(setOf(PERMIT + text));
  const answer = policy.mayReview({
    ...{ reviewer: robin, asker: person, group: 'dba', verdict: 'approve', profile: rule },
    ...{ at: TUESDAY_TEN, from: HERE, durationSeconds: 900, reason: '', ticket: null },
    ...changes,
  });
  expect(errors).toEqual([]);
  return answer;
}

describe('a policy on reviews', () => {
  it('sees in which groups somebody is who asked', () => {
    expect(mayReview(OF_SECURITY, { asker: person })).toEqual({ decision: 'allow' });
    expect(mayReview(OF_SECURITY, { asker: inSecurity })).toMatchObject(FORBIDDEN);
    const sameGroups = `@id("own") forbid(principal, action == Action::"review", resource)
      when { context.asker in context.group };`;
    expect(mayReview(sameGroups, { asker: person })).toEqual({ decision: 'allow' });
    expect(mayReview(sameGroups, { asker: { ...person, groups: ['dba'] } }).decision).toBe('deny');
  });

  it('sees who asked by name, issuer and subject', () => {
    const named = (what: string): string => `@id("named") @deny_reason("Not hers.")
      forbid(principal, action == Action::"review", resource) when { context.asker${what} };`;
    for (const what of [
      '.name == "Erin"',
      '.issuer == "local"',
      '.subject == "erin"',
      ' == User::"local#erin"',
    ])
      expect(mayReview(named(what), {}), what).toMatchObject({ decision: 'deny', sentence: 'Not hers.' });
    expect(mayReview(named('.name == "Ada"'), {})).toEqual({ decision: 'allow' });
  });

  it('sees how much later something is to end, and how long it would last in all', () => {
    const long = `@id("long") forbid(principal, action == Action::"review", resource)
      when { context.extending && context.durationSeconds == 900 && context.totalSeconds > 3600 };`;
    const running = (lastsSeconds: number): Running => {
      const startedAt = TUESDAY_TEN - 60_000;
      const expiresAt = startedAt + lastsSeconds * 1000;
      return { startedAt, expiresAt, latestEndAt: expiresAt + 3_600_000 };
    };
    expect(mayReview(long, { running: running(2700) })).toEqual({ decision: 'allow' });
    expect(mayReview(long, { running: running(2701) }).decision).toBe('deny');
    expect(mayReview(long, {})).toEqual({ decision: 'allow' });
  });

  it.each([
    ['groups', 'context.asker in Group::"security"'],
    ['name', 'context.asker.name == "Erin"'],
    ['identity', 'context.asker == User::"local#erin"'],
    ['whatever there is', '{ all: context }.all.asker in Group::"security"'],
  ])(
    'lets nobody approve where it looks at the %s of somebody who can sign in no more',
    (_what, condition) => {
      const forbid = `@id("asker") forbid(principal, action == Action::"review", resource) when { ${condition} };`;
      expect(mayReview(forbid, { asker: null })).toMatchObject(UNKNOWN);
      // An objection only takes away.
      expect(mayReview(forbid, { asker: null, verdict: 'deny' })).toEqual({ decision: 'allow' });
    },
  );

  it('that only tells the reviewer from who asked lets others approve what somebody has who can sign in no more', () => {
    expect(mayReview('', { asker: null })).toEqual({ decision: 'allow' });
    const other =
      '@id("other") forbid(principal, action == Action::"review", resource) when { context.asker == principal };';
    expect(mayReview(other, { asker: null })).toEqual({ decision: 'allow' });
    expect(mayReview(other, { asker: robin }).decision).toBe('deny');
  });
});

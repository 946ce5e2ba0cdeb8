import { describe, expect, it } from 'vitest';
import { benchOf, HERE, person, question, rule, shippedSet, TUESDAY_TEN } from './policy-bench.ts';
import type { Question, ReviewQuestion } from '../../../broker/ports/policy.ts';
import type { ProfileRule } from '../../../broker/ports/profile-rule.ts';

const { policy, errors } = benchOf(shippedSet());

function ask(changes: Partial<ProfileRule> = {}, asked: Partial<Question> = {}): unknown {
  return policy.decide(question({ profile: { ...rule, ...changes }, reason: '', ...asked }));
}

describe('the shipped policies', () => {
  it('allow what the profile allows', () => expect(ask()).toEqual({ decision: 'allow' }));

  it('ask for a review where the profile does', () =>
    expect(ask({ review: { count: 2, group: 'dba' } })).toEqual({
      decision: 'needs-review',
      needs: { count: 2, group: 'dba' },
    }));

  it.each([
    [
      'who is in none of the groups',
      { groups: ['ops'] },
      {},
      'policy-refused',
      /Only members of ops may ask/u,
    ],
    [
      'longer than the profile allows',
      {},
      { durationSeconds: 3601 },
      'duration-out-of-range',
      /10 s to 1 h/u,
    ],
    ['shorter than any grant', {}, { durationSeconds: 9 }, 'duration-out-of-range', /10 s to 1 h/u],
    [
      'no reason where one is required',
      { reasonRequired: true },
      { reason: ' ' },
      'reason-required',
      /needs a reason/u,
    ],
    ['no ticket where one is required', { ticketRequired: true }, {}, 'ticket-required', /needs a ticket/u],
    [
      'critical access without a reason',
      { profile: { ...rule.profile, importance: 'critical' }, review: { count: 1, group: 'dba' } },
      { reason: '' },
      'reason-required',
      /Critical access needs a reason/u,
    ],
    [
      'critical access that nobody reviews',
      { profile: { ...rule.profile, importance: 'critical' } },
      { reason: 'a look' },
      'policy-refused',
      /Critical access needs a review/u,
    ],
  ] as const)('refuse %s, and say what is allowed', (_what, changes, asked, code, sentence) => {
    expect(ask(changes, asked)).toMatchObject({
      decision: 'deny',
      code,
      sentence: expect.stringMatching(sentence) as string,
    });
  });

  it('refuse whoever has left the group, also at the start', () => {
    const left = { ...person, groups: [] };
    expect(policy.permit(question({ person: left }), [])).toMatchObject({
      decision: 'deny',
      sentence: 'Only members of payments may ask for this.',
    });
    expect(policy.permit(question(), [])).toEqual({ decision: 'allow', announceTo: [] });
  });

  it('let nothing start without the approvals that the profile names', () => {
    const profile = { ...rule, review: { count: 2, group: 'dba' } };
    const start = (...approvals: { count: number; group: string }[]): unknown =>
      policy.permit(question({ profile }), approvals);
    expect(start({ count: 2, group: 'dba' })).toMatchObject({ decision: 'allow' });
    expect(start({ count: 3, group: 'dba' })).toMatchObject({ decision: 'allow' });
    for (const approvals of [[], [{ count: 1, group: 'dba' }], [{ count: 2, group: 'security' }]]) {
      expect(start(...approvals)).toEqual({
        decision: 'deny',
        code: 'policy-refused',
        sentence: 'This profile now needs an approval by 2 of dba. Ask again.',
      });
    }
  });

  it('let a grant last its total from its start, by what that was then and is now', () => {
    const running = { startedAt: 0, expiresAt: 900_000, latestEndAt: 7_200_000 };
    const more = (durationSeconds: number, changes: object = {}): unknown =>
      ask(changes, { durationSeconds, running });
    expect(more(6300)).toEqual({ decision: 'allow' });
    expect(more(6301)).toMatchObject({ code: 'duration-out-of-range' });
    expect(more(2700, { totalSeconds: 3600 })).toEqual({ decision: 'allow' });
    expect(more(2701, { totalSeconds: 3600 })).toMatchObject({ code: 'duration-out-of-range' });
    expect(more(6301, { totalSeconds: 86_400 })).toMatchObject({ code: 'duration-out-of-range' });
    expect(more(9)).toMatchObject({ code: 'duration-out-of-range' });
    expect(more(900, { groups: ['ops'] })).toMatchObject({ code: 'policy-refused' });
    expect(more(900, { review: { count: 1, group: 'dba' } })).toMatchObject({ decision: 'needs-review' });
  });

  it.each([
    [28_800, [900, 1800, 3600, 7200, 14_400, 28_800]],
    [5400, [900, 1800, 3600, 5400]],
    [60, [60]],
  ])('offer the rungs up to %d seconds and that itself', (longestSeconds, durationsSeconds) => {
    expect(policy.offer(person, { ...rule, longestSeconds }, TUESDAY_TEN, HERE)).toMatchObject({
      kind: 'open',
      durationsSeconds,
      longestSeconds,
      ceilingReason: 'the limit of this profile.',
      reasonRequired: false,
    });
  });

  it('say in the offer that critical access needs a reason', () => {
    const profile = { ...rule.profile, importance: 'critical' } as const;
    const review = { count: 1, group: 'dba' };
    expect(policy.offer(person, { ...rule, profile, review }, TUESDAY_TEN, HERE)).toMatchObject({
      kind: 'open',
      review,
      reasonRequired: true,
      ticketRequired: false,
    });
  });

  it('show a profile to those who may ask for it and those who review it, and to nobody else', () => {
    const reviewed = { ...rule, review: { count: 1, group: 'dba', then: [{ count: 1, group: 'security' }] } };
    const sees = (groups: string[], of: ProfileRule): boolean =>
      policy.maySee({ ...person, groups }, of, TUESDAY_TEN, HERE);
    expect(sees(['payments'], reviewed)).toBe(true);
    expect(sees(['dba'], reviewed)).toBe(true);
    expect(sees(['security'], reviewed)).toBe(true);
    expect(policy.offer({ ...person, groups: ['dba'] }, reviewed, TUESDAY_TEN, HERE)).toEqual({
      kind: 'refused',
      sentence: 'Only members of payments may ask for this.',
    });
    expect(sees(['dba'], rule)).toBe(false);
    expect(sees([], { ...rule, groups: [] })).toBe(true);
  });

  it('let members of the group review what others ask for', () => {
    const review: Omit<ReviewQuestion, 'reviewer'> = {
      ...{ group: 'dba', asker: person, verdict: 'approve', profile: rule, at: TUESDAY_TEN, from: HERE },
      ...{ durationSeconds: 900, reason: '', ticket: null },
    };
    const robin = { ...person, subject: 'robin', groups: ['dba'] };
    expect(policy.mayReview({ ...review, reviewer: robin })).toEqual({ decision: 'allow' });
    expect(policy.mayReview({ ...review, reviewer: { ...robin, groups: [] } })).toMatchObject({
      decision: 'deny',
    });
    expect(policy.mayReview({ ...review, reviewer: { ...person, groups: ['dba'] } })).toMatchObject({
      decision: 'deny',
    });
    expect(errors).toEqual([]);
  });
});

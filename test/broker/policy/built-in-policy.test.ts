import { describe, expect, it } from 'vitest';
import { createBuiltInPolicy } from '../../../broker/policy/built-in-policy.ts';
import type { Question } from '../../../broker/ports/policy.ts';
import type { ProfileRule } from '../../../broker/ports/profile-rule.ts';
import type { Person } from '../../../shared/person.ts';

const policy = createBuiltInPolicy();
const person: Person = {
  id: '01M85SZSVQKCPPN02KHP85HMJX',
  issuer: 'local',
  subject: 'erin',
  name: 'Erin',
  groups: ['payments'],
  mayApprove: false,
  isAdmin: false,
};
const rule: ProfileRule = {
  profile: { id: 'p1', name: 'P', summary: '', importance: 'low', entitlements: [] },
  groups: ['payments'],
  longestSeconds: 3600,
  totalSeconds: 7200,
  reasonRequired: false,
  ticketRequired: false,
  review: null,
  unavailable: null,
  reviewBySeconds: 60,
  startBySeconds: 60,
  entitlements: [],
};

function ask(changes: Partial<ProfileRule> = {}, question: Partial<Question> = {}): unknown {
  const profile = { ...rule, ...changes };
  return policy.decide('request', {
    person,
    profile,
    at: 0,
    durationSeconds: 900,
    reason: '',
    ticket: null,
    ...question,
  });
}

describe('the built-in policy', () => {
  it('allows what the profile allows', () => expect(ask()).toEqual({ decision: 'allow' }));

  it('asks for a review where the profile does', () =>
    expect(ask({ review: { count: 2, group: 'dba' } })).toEqual({
      decision: 'needs-review',
      count: 2,
      group: 'dba',
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
  ] as const)('refuses %s, and says what is allowed', (_what, changes, question, code, sentence) => {
    expect(ask(changes, question)).toMatchObject({
      decision: 'deny',
      code,
      sentence: expect.stringMatching(sentence) as string,
    });
  });

  it('refuses whoever has left the group, also at the start', () => {
    const question = { profile: rule, at: 0, durationSeconds: 900, reason: '', ticket: null };
    const left = { ...person, groups: [] };
    expect(policy.decide('start', { ...question, person: left })).toMatchObject({ decision: 'deny' });
    expect(policy.decide('start', { ...question, person })).toEqual({ decision: 'allow' });
  });

  it('lets a grant last its total from its start, by what that was then and is now', () => {
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
  ])('offers the rungs up to %d seconds and that itself', (longestSeconds, durationsSeconds) => {
    expect(policy.offer(person, { ...rule, longestSeconds }, 0)).toMatchObject({
      kind: 'open',
      durationsSeconds,
    });
  });

  it('shows a profile to those who may ask for it and those who review it, and to nobody else', () => {
    const reviewed = { ...rule, review: { count: 1, group: 'dba' } };
    expect(policy.maySee(person, reviewed)).toBe(true);
    expect(policy.maySee({ ...person, groups: ['dba'] }, reviewed)).toBe(true);
    expect(policy.offer({ ...person, groups: ['dba'] }, reviewed, 0)).toEqual({
      kind: 'refused',
      sentence: 'Only members of payments may ask for this.',
    });
    expect(policy.maySee({ ...person, groups: ['dba'] }, rule)).toBe(false);
    expect(policy.maySee({ ...person, groups: [] }, { ...rule, groups: [] })).toBe(true);
  });
});

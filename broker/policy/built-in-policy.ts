/**
 * The rules a profile carries: who, how long, with what reason, reviewed by whom. Asked when listing, asking, starting and extending;
 * it remembers nothing, so a person who has left a group gets nothing.
 */
import { describeDuration, DURATION_LADDER_SECONDS, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import type { Person } from '../../shared/person.ts';
import type { Decision, Policy, Question, Running } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';

export function createBuiltInPolicy(): Policy {
  return {
    maySee: (person, rule) =>
      mayAsk(person, rule) || (rule.review !== null && person.groups.includes(rule.review.group)),

    offer(person, rule) {
      if (!mayAsk(person, rule)) return { kind: 'refused', sentence: membersOnly(rule) };
      if (rule.unavailable !== null) return { kind: 'refused', sentence: rule.unavailable };
      const longest = rule.longestSeconds;
      const rungs = DURATION_LADDER_SECONDS.filter((seconds) => seconds < longest);
      return {
        kind: 'open',
        durationsSeconds: [...rungs, longest],
        longestSeconds: longest,
        ceilingReason: 'the limit of this profile.',
        review: rule.review,
        reasonRequired: rule.reasonRequired,
        ticketRequired: rule.ticketRequired,
      };
    },

    decide: (_action, question) => refuse(question) ?? review(question.profile),
  };
}

function mayAsk(person: Person, rule: ProfileRule): boolean {
  return rule.groups.length === 0 || rule.groups.some((group) => person.groups.includes(group));
}

function membersOnly(rule: ProfileRule): string {
  return `Only members of ${rule.groups.join(' or ')} may ask for this.`;
}

function refuse(question: Question): Decision | null {
  const { person, profile, durationSeconds, reason, ticket, running } = question;
  if (!mayAsk(person, profile)) return deny('policy-refused', membersOnly(profile));
  if (profile.unavailable !== null) return deny('policy-refused', profile.unavailable);
  if (running !== undefined) {
    const tooMuch = beyondTotal(profile, running, durationSeconds);
    if (tooMuch !== null) return tooMuch;
  } else if (durationSeconds < SHORTEST_GRANT_SECONDS || durationSeconds > profile.longestSeconds) {
    return deny(
      'duration-out-of-range',
      `Ask for ${describeDuration(SHORTEST_GRANT_SECONDS)} to ${describeDuration(profile.longestSeconds)}; this profile allows no longer.`,
    );
  }
  if (profile.reasonRequired && reason.trim() === '') {
    return deny(
      'reason-required',
      'This profile needs a reason: say in a few words what you are about to do.',
    );
  }
  if (profile.ticketRequired && (ticket ?? '').trim() === '') {
    return deny('ticket-required', 'This profile needs a ticket: give its number or address.');
  }
  return null;
}

/** The total counts from the start, and is the shorter of what it was then and what it is now. */
function beyondTotal(profile: ProfileRule, running: Running, durationSeconds: number): Decision | null {
  const latest = Math.min(running.latestEndAt, running.startedAt + profile.totalSeconds * 1000);
  const room = Math.floor((latest - running.expiresAt) / 1000);
  if (durationSeconds >= SHORTEST_GRANT_SECONDS && durationSeconds <= room) return null;
  const total = `This profile allows ${describeDuration(profile.totalSeconds)} in all, counted from the start`;
  return deny(
    'duration-out-of-range',
    room < SHORTEST_GRANT_SECONDS
      ? `${total}: no more is left.`
      : `${total}: ask for ${describeDuration(SHORTEST_GRANT_SECONDS)} to ${describeDuration(room)} more.`,
  );
}

function review(profile: ProfileRule): Decision {
  return profile.review === null
    ? { decision: 'allow' }
    : { decision: 'needs-review', count: profile.review.count, group: profile.review.group };
}

function deny(code: Extract<Decision, { decision: 'deny' }>['code'], sentence: string): Decision {
  return { decision: 'deny', code, sentence };
}

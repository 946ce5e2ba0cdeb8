/** What a profile itself limits, whatever policies say: how long, how long in all, with a reason, with a ticket. Pure. */
import { describeDuration, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import type { Denial, Question, Running } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';

/** `null`: within the limits. */
export function findBeyondLimits(question: Question): Denial | null {
  const { profile, durationSeconds, reason, ticket, running } = question;
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
function beyondTotal(profile: ProfileRule, running: Running, durationSeconds: number): Denial | null {
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

export function deny(code: Denial['code'], sentence: string): Denial {
  return { decision: 'deny', code, sentence };
}

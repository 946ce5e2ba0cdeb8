/**
 * What the polite live region says as time passes: at each warning before the end, and the end. Never each second. Pure.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Instant } from '../../shared/instant.ts';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { words } from '../words/words.ts';

const MINUTE_MS = 60_000;

/** The sentences that became due after `before` and by `now`, the most pressing first. */
export function becameDue(
  live: readonly LiveGrant[],
  warnBeforeMinutes: readonly number[],
  before: Instant,
  now: Instant,
): readonly string[] {
  const active = live.filter(({ grant, heldHere }) => grant.status === 'active' && heldHere);
  const crossed = (at: Instant): boolean => before < at && at <= now;
  const ended = active.filter(({ until }) => crossed(until));
  const warned = active.flatMap(({ grant, until, lengthMs }) => {
    if (until <= now) return [];
    const due = warnBeforeMinutes.filter((minutes) => {
      // A grant shorter than the warning was never that far from its end.
      return minutes * MINUTE_MS < lengthMs && crossed(until - minutes * MINUTE_MS);
    });
    const least = Math.min(...due);
    return due.length === 0
      ? []
      : [words.aloud.left({ profile: grant.profileName, left: describeDuration(least * 60) })];
  });
  return [...ended.map(({ grant }) => words.aloud.ended({ profile: grant.profileName })), ...warned];
}

/** The words of asking for a later end, of what became of it, and of what a request waits for. Pure. */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import type { Extension, GrantIn, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { number } from './plural.ts';
import { clockTime, nearTime } from './times.ts';

export const extendWords = {
  extend: 'Extend',
  extending: 'Extending',
  form: (profile: string) => `Extend ${profile}`,
  longer: 'Longer by',
  submit: (seconds: number) => `Extend ${describeDuration(seconds)}`,
  ask: (seconds: number) => `Ask for ${describeDuration(seconds)}`,
  wouldEnd: (at: Instant, now: Instant) => `Would end at ${nearTime(at, now)}.`,
  asks: (count: number, group: string) => `Asks ${number(count)} of ${group}; your access goes on meanwhile.`,
  reached: (totalSeconds: number) => `No later end: ${describeDuration(totalSeconds)} in all is the most.`,
  never: 'This access cannot be extended.',
  asked: (profile: string) => `A later end of ${profile} is asked for`,
  extended: (profile: string) => `${profile} goes on`,
} as const;

/** "Extension of 15 min waits for dba, 1 of 2 approved" */
export function extensionWaits({ durationSeconds, needs, reviews }: Extension): string {
  const length = describeDuration(durationSeconds);
  if (needs === null) return `Extension of ${length} is being decided`;
  return `Extension of ${length} waits for ${needs.group}${progress(reviews, needs.count)}`;
}

/** What became of the latest extension; `null` where there is nothing to tell. */
export function extensionOutcome(
  extension: Extension,
): { readonly tone: 'plain' | 'bad'; readonly words: string } | null {
  const length = describeDuration(extension.durationSeconds);
  const last = extension.reviews.at(-1);
  switch (extension.outcome) {
    case 'pending':
      return null;
    case 'approved':
      return {
        tone: 'plain',
        words: last === undefined ? 'extended' : `extended, approved by ${last.by.name}`,
      };
    case 'denied': {
      const said = last?.comment ?? '';
      return {
        tone: 'bad',
        words: `Extension of ${length} denied${last ? ` by ${last.by.name}` : ''}${said === '' ? '.' : `: “${said}”`}`,
      };
    }
    case 'lapsed':
      return { tone: 'bad', words: `Extension of ${length} lapsed: nobody reviewed it in time.` };
  }
}

/** ", 1 of 2 approved"; nothing while one review decides. */
function progress(reviews: readonly Review[], needed: number): string {
  const approved = reviews.filter(({ verdict }) => verdict === 'approve').length;
  return needed < 2 ? '' : `, ${number(approved)} of ${number(needed)} approved`;
}

/** "30 min asked, waits for one of dba; lapses in 24 min" */
export function pendingWords(grant: GrantIn<'pending'>, until: Instant, now: Instant): string {
  const { needs, reviews, durationSeconds } = grant;
  const who = `waits for ${number(needs.count)} of ${needs.group}${progress(reviews, needs.count)}`;
  const lapses = until <= now ? 'lapsing' : `lapses in ${describeRemaining(until - now)}`;
  return `${describeDuration(durationSeconds)}, ${who}; ${lapses}`;
}

/** "30 min, yours to start until 14:20" */
export function yoursWords(grant: GrantIn<'approved'>, until: Instant, now: Instant): string {
  return `${describeDuration(grant.grantedSeconds)}, yours to start until ${nearTime(until, now)}`;
}

/** "Shortened from 1 h by Robin West: “half will do”", "Approved by Robin West 14:02", with a comment if there is one. */
export function approvedByWords(grant: GrantIn<'approved'>): string | null {
  const { reviews, grantedSeconds, durationSeconds } = grant;
  const shortened = grantedSeconds < durationSeconds;
  const decisive = shortened
    ? reviews.find((review) => review.durationSeconds === grantedSeconds)
    : reviews.at(-1);
  const from = `Shortened from ${describeDuration(durationSeconds)}`;
  if (decisive === undefined) return shortened ? `${from} by policy` : null;
  const said = decisive.comment === null || decisive.comment === '' ? '' : `: “${decisive.comment}”`;
  return shortened
    ? `${from} by ${decisive.by.name}${said}`
    : `Approved by ${decisive.by.name} ${clockTime(decisive.at)}${said}`;
}

/** The sentences of asking for a later end, of what became of it, and of what a request waits for. Pure. */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import type { Extension, GrantIn, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { progressOf, withLater } from './approval-words.ts';
import { clockTime, nearTime } from './times.ts';
import { words } from './words.ts';

/** "Extension of 15 min waits for dba, 1 of 2 approved" */
export function extensionWaits({ durationSeconds, needs, reviews }: Extension): string {
  const length = describeDuration(durationSeconds);
  if (needs === null) return words.extend.deciding({ length });
  const group = withLater(needs.group, needs);
  const progress = progressOf(reviews, needs);
  return progress === null
    ? words.extend.waits({ length, group })
    : words.extend.waitsWith({ length, group, progress });
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
    case 'approved': {
      const said =
        last === undefined ? words.extend.extendedHow : words.extend.extendedBy({ name: last.by.name });
      return { tone: 'plain', words: said };
    }
    case 'denied':
      return { tone: 'bad', words: deniedWords(length, last) };
    case 'lapsed':
      return { tone: 'bad', words: words.extend.lapsed({ length }) };
  }
}

function deniedWords(length: string, last: Review | undefined): string {
  if (last === undefined) return words.extend.denied({ length });
  const comment = last.comment ?? '';
  const { name } = last.by;
  return comment === ''
    ? words.extend.deniedBy({ length, name })
    : words.extend.deniedSaying({ length, name, comment });
}

/** "30 min, waits for 1 of dba; lapses in 24 min" */
export function pendingWords(grant: GrantIn<'pending'>, until: Instant, now: Instant): string {
  const { needs } = grant;
  const { count } = needs;
  const group = withLater(needs.group, needs);
  const lapses =
    until <= now ? words.asked.lapsing : words.asked.lapsesIn({ length: describeRemaining(until - now) });
  const asked = { length: describeDuration(grant.durationSeconds), count, group, lapses };
  const progress = progressOf(grant.reviews, needs);
  return progress === null ? words.asked.waits(asked) : words.asked.waitsWith({ ...asked, progress });
}

/** "30 min, yours to start until 14:20" */
export function yoursWords(grant: GrantIn<'approved'>, until: Instant, now: Instant): string {
  return words.asked.yours({ length: describeDuration(grant.grantedSeconds), end: nearTime(until, now) });
}

/** "Shortened from 1 h by Robin West: “half will do”", "Approved by Robin West 14:02", with a comment if there is one. */
export function approvedByWords(grant: GrantIn<'approved'>): string | null {
  const { reviews, grantedSeconds, durationSeconds } = grant;
  const shortened = grantedSeconds < durationSeconds;
  const decisive = shortened
    ? reviews.find((review) => review.durationSeconds === grantedSeconds)
    : reviews.at(-1);
  const length = describeDuration(durationSeconds);
  if (decisive === undefined) return shortened ? words.asked.shortenedByPolicy({ length }) : null;
  const { name } = decisive.by;
  const what = shortened
    ? words.asked.shortenedBy({ length, name })
    : words.asked.approvedBy({ name, time: clockTime(decisive.at) });
  const comment = decisive.comment ?? '';
  return comment === '' ? what : words.asked.saying({ what, comment });
}

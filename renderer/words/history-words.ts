/** A receipt's reviews and extensions in words, and the whole receipt as plain text. Pure. */
import { describeDuration } from '../../shared/duration.ts';
import type { Afterwards, Extension, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Receipt } from '../../shared/receipt.ts';
import { proofs, receiptEnding, receiptTimes } from './receipt-words.ts';
import { fullInstant, nearTime } from './times.ts';
import { words } from './words.ts';

const MARKS = { done: '✓', open: '…', note: '·' } as const;

/** Each review and extension, oldest first. */
export function decisionLines({ grant }: Receipt, now: Instant): readonly string[] {
  const extensions = grant.status === 'ended' || grant.status === 'active' ? grant.extensions : [];
  return [
    ...grant.reviews.map((review) => reviewLine(review, now)),
    ...extensions.flatMap((extension) => [
      extensionLine(extension, now),
      ...extension.reviews.map((review) => reviewLine(review, now)),
    ]),
    ...('afterwards' in grant && grant.afterwards ? afterwardsLines(grant.afterwards, now) : []),
  ];
}

function afterwardsLines({ needs, reviews, outcome, reviewBy }: Afterwards, now: Instant): readonly string[] {
  const looked = reviews.map(({ by, at, verdict, comment }) => {
    const say = verdict === 'deny' ? words.afterwards.pastObjected : words.afterwards.pastLookedAt;
    return saying(say({ name: by.name, when: nearTime(at, now) }), comment);
  });
  const when = nearTime(reviewBy, now);
  if (outcome === 'pending') return [...looked, words.afterwards.pastTold({ group: needs.group, when })];
  return outcome === 'lapsed' ? [...looked, words.afterwards.pastNobody({ when })] : looked;
}

function reviewLine({ by, at, verdict, comment, durationSeconds }: Review, now: Instant): string {
  const who = { name: by.name, when: nearTime(at, now) };
  if (verdict === 'deny') return saying(words.past.denied(who), comment);
  if (durationSeconds === null) return saying(words.past.approved(who), comment);
  return saying(words.past.approvedFor({ ...who, length: describeDuration(durationSeconds) }), comment);
}

function extensionLine({ askedAt, durationSeconds, outcome, reason }: Extension, now: Instant): string {
  const what = words.past.extension({
    length: describeDuration(durationSeconds),
    when: nearTime(askedAt, now),
    outcome: words.past.extensions[outcome],
  });
  return saying(what, reason);
}

function saying(what: string, said: string | null): string {
  return said === null || said === '' ? what : words.past.saying({ what, words: said });
}

/** The receipt for a ticket or a mail: the times in full, what was decided, and each proof. */
export function receiptText(receipt: Receipt, now: Instant): string {
  const { grant } = receipt;
  const note = grant.status === 'ended' ? grant.note : null;
  return [
    grant.profileName,
    words.past.askedBy({ name: grant.person.name, instant: fullInstant(grant.requestedAt) }),
    `${receiptTimes(receipt, now)} · ${receiptEnding(receipt)}`,
    grant.reason === '' ? '' : `“${grant.reason}”`,
    grant.ticket ?? '',
    note ?? '',
    ...decisionLines(receipt, now),
    ...proofs(receipt).map(({ mark, words: said }) => `${MARKS[mark]} ${said}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

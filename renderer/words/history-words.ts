/** A receipt's reviews and extensions in words, and the whole receipt as plain text. Pure. */
import { describeDuration } from '../../shared/duration.ts';
import type { Extension, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Receipt } from '../../shared/receipt.ts';
import { proofs, receiptEnding, receiptTimes } from './receipt-words.ts';
import { fullInstant, nearTime } from './times.ts';

export const historyWords = {
  search: 'Search history',
  show: 'Show',
  outcomes: { all: 'All', used: 'Used', 'not-granted': 'Not granted' },
  noMatch: 'No receipt matches.',
  noMatchHow: 'Try fewer words, or show all.',
  decisions: 'Decisions',
  copy: 'Copy as text',
  copied: 'Copied',
  copiedAloud: 'The receipt is copied as text.',
} as const;

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
  ];
}

function reviewLine({ by, at, verdict, comment, durationSeconds }: Review, now: Instant): string {
  const what = verdict === 'approve' ? 'Approved' : 'Denied';
  const shorter = durationSeconds === null ? '' : ` for ${describeDuration(durationSeconds)}`;
  const said = comment === null || comment === '' ? '' : `: “${comment}”`;
  return `${what}${shorter} by ${by.name}, ${nearTime(at, now)}${said}`;
}

function extensionLine({ askedAt, durationSeconds, outcome, reason }: Extension, now: Instant): string {
  const said = reason === '' ? '' : `: “${reason}”`;
  return `${describeDuration(durationSeconds)} more asked ${nearTime(askedAt, now)}, ${outcome}${said}`;
}

/** The receipt for a ticket or a mail: the times in full, what was decided, and each proof. */
export function receiptText(receipt: Receipt, now: Instant): string {
  const { grant } = receipt;
  const note = grant.status === 'ended' ? grant.note : null;
  return [
    grant.profileName,
    `${grant.person.name}, asked ${fullInstant(grant.requestedAt)}`,
    `${receiptTimes(receipt, now)} · ${receiptEnding(receipt)}`,
    grant.reason === '' ? '' : `“${grant.reason}”`,
    grant.ticket ?? '',
    note ?? '',
    ...decisionLines(receipt, now),
    ...proofs(receipt).map(({ mark, words }) => `${MARKS[mark]} ${words}`),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Why there is nothing left to review, and who was first: sentences for whoever comes too late. Pure. */
import { describeDuration } from '../../shared/duration.ts';
import type { Extension, Grant, Review } from '../../shared/grant.ts';
import type { Asks } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import { refused, type Refusal } from './refusal.ts';

/** `asks`: what the review was for. `personId`: who reviews. */
export function whyDecided(
  grant: Grant,
  asks: Asks,
  personId: string,
  now: Instant,
): { readonly ok: false; readonly refusal: Refusal } {
  if (asks === 'afterwards') return lookedAt(grant, personId, now);
  const extension = asks === 'extension' ? latestExtension(grant) : null;
  return extension === null
    ? requestDecided(grant, personId, now)
    : extensionDecided(grant, extension, personId, now);
}

/** "You approved this 5 s ago." */
export function sayReview(review: Review, personId: string, now: Instant): string {
  const who = review.by.id === personId ? 'You' : review.by.name;
  const did = review.verdict === 'approve' ? 'approved' : 'denied';
  return `${who} ${did} this ${ago(review.at, now)}`;
}

function requestDecided(grant: Grant, personId: string, now: Instant): ReturnType<typeof whyDecided> {
  const last = grant.reviews.at(-1);
  if (grant.status === 'ended') {
    const when = ago(grant.endedAt, now);
    if (grant.why === 'withdrawn')
      return refused('wrong-status', `${grant.person.name} withdrew this ${when}.`);
    if (grant.why === 'lapsed') return refused('wrong-status', `This lapsed ${when}: its time was over.`);
  }
  if (last === undefined) return refused('wrong-status', 'This does not wait for a review.');
  const over = grant.status === 'ended' && last.verdict === 'approve' ? '; it has ended since' : '';
  return refused('already-decided', `${sayReview(last, personId, now)}${over}.`);
}

function extensionDecided(
  grant: Grant,
  extension: Extension,
  personId: string,
  now: Instant,
): ReturnType<typeof whyDecided> {
  const last = extension.reviews.at(-1);
  if (extension.outcome !== 'lapsed' && last !== undefined) {
    return refused('already-decided', `${sayReview(last, personId, now)}.`);
  }
  if (grant.status === 'ended') {
    const when = ago(grant.endedAt, now);
    return refused('wrong-status', `This grant ended ${when}; there is nothing left to extend.`);
  }
  return refused('wrong-status', 'This lapsed: the time to review it was over.');
}

function lookedAt(grant: Grant, personId: string, now: Instant): ReturnType<typeof whyDecided> {
  const afterwards = 'afterwards' in grant ? grant.afterwards : undefined;
  const last = afterwards?.reviews.at(-1);
  if (afterwards?.outcome === 'pending')
    return refused('wrong-status', 'A later end of this is asked for now: review that first.');
  if (afterwards?.outcome === 'lapsed' || last === undefined)
    return refused('wrong-status', 'This lapsed: the time to look at it was over.');
  return refused('already-decided', `${sayReview(last, personId, now)}.`);
}

export function latestExtension(grant: Grant): Extension | null {
  return grant.status === 'active' || grant.status === 'ended' ? (grant.extensions.at(-1) ?? null) : null;
}

function ago(at: Instant, now: Instant): string {
  return `${describeDuration((now - at) / 1000)} ago`;
}

/**
 * The review after the start, of access that nobody had approved: what there is to ask, whose word counts, and when it is over. Pure. It gives
 * nothing to anybody; an objection ends what still runs.
 */
import type { Afterwards, Grant, GrantIn, Review } from './grant.ts';
import type { Instant } from './instant.ts';
import { mayCount, stillNeeded } from './reviewing.ts';

/** Of an active grant, or of one that has ended since; `null`: nobody is asked, or enough have looked, or nobody did in time. */
export function pendingAfterwards(grant: Grant): Afterwards | null {
  if (grant.status !== 'active' && grant.status !== 'ended') return null;
  return grant.afterwards?.outcome === 'pending' ? grant.afterwards : null;
}

/** The same grant where this review does not count. */
export function withReviewAfterwards<G extends GrantIn<'active'> | GrantIn<'ended'>>(
  grant: G,
  review: Review,
): G {
  const pending = pendingAfterwards(grant);
  if (pending === null || review.at >= pending.reviewBy) return grant;
  if (!mayCount(grant, pending.reviews, review)) return grant;
  const reviews = [...pending.reviews, review];
  const needs = stillNeeded(pending.needs, reviews);
  const approved = needs === null ? 'approved' : 'pending';
  const outcome = review.verdict === 'deny' ? 'denied' : approved;
  return { ...grant, afterwards: { ...pending, reviews, needs: needs ?? pending.needs, outcome } };
}

export function lapseAfterwards<G extends GrantIn<'active'> | GrantIn<'ended'>>(grant: G, at: Instant): G {
  const pending = pendingAfterwards(grant);
  return pending !== null && at >= pending.reviewBy
    ? { ...grant, afterwards: { ...pending, outcome: 'lapsed' } }
    : grant;
}

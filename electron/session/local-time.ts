/**
 * Turns what the broker tells, in its time, into this computer's wall clock, so that whoever shows it may subtract its own "now".
 * Pure. Deadlines are never made from this: custody counts from its own.
 */
import type { Afterwards, Extension, Grant, Lease, Review } from '../../shared/grant.ts';
import type { Inbox } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';

/** `offsetMs`: the broker's clock minus this computer's. */
export function toLocalGrant(grant: Grant, offsetMs: number): Grant {
  if (offsetMs === 0) return grant;
  const local = (at: Instant): Instant => at - offsetMs;
  const reviews = toLocalReviews(grant.reviews, local);
  const requestedAt = local(grant.requestedAt);
  switch (grant.status) {
    case 'pending':
      return { ...grant, requestedAt, reviews, reviewBy: local(grant.reviewBy) };
    case 'approved':
      return { ...grant, requestedAt, reviews, startBy: local(grant.startBy) };
    case 'starting':
      return { ...grant, requestedAt, reviews, ...toLocalAfterwards(grant, local) };
    case 'active':
      return {
        ...grant,
        requestedAt,
        reviews,
        startedAt: local(grant.startedAt),
        expiresAt: local(grant.expiresAt),
        latestEndAt: local(grant.latestEndAt),
        leases: toLocalLeases(grant.leases, local),
        extensions: toLocalExtensions(grant.extensions, local),
        ...toLocalAfterwards(grant, local),
      };
    case 'ended':
      return {
        ...grant,
        requestedAt,
        reviews,
        endedAt: local(grant.endedAt),
        startedAt: grant.startedAt === null ? null : local(grant.startedAt),
        leases: toLocalLeases(grant.leases, local),
        extensions: toLocalExtensions(grant.extensions, local),
        ...toLocalAfterwards(grant, local),
      };
  }
}

export function toLocalInbox(inbox: Inbox, offsetMs: number): Inbox {
  if (offsetMs === 0) return inbox;
  const local = (at: Instant): Instant => at - offsetMs;
  return {
    waiting: inbox.waiting.map((item) => ({
      ...item,
      grant: toLocalGrant(item.grant, offsetMs),
      askedAt: local(item.askedAt),
      reviewBy: local(item.reviewBy),
      ...(item.remindedAt === undefined ? {} : { remindedAt: local(item.remindedAt) }),
      reviews: toLocalReviews(item.reviews, local),
      lately: {
        ...item.lately,
        lastEndedAt: item.lately.lastEndedAt === null ? null : local(item.lately.lastEndedAt),
      },
    })),
    decided: inbox.decided.map((grant) => toLocalGrant(grant, offsetMs)),
  };
}

function toLocalReviews(reviews: readonly Review[], local: (at: Instant) => Instant): readonly Review[] {
  return reviews.map((review) => ({ ...review, at: local(review.at) }));
}

function toLocalExtensions(
  extensions: readonly Extension[],
  local: (at: Instant) => Instant,
): readonly Extension[] {
  return extensions.map((extension) => ({
    ...extension,
    askedAt: local(extension.askedAt),
    reviewBy: local(extension.reviewBy),
    reviews: toLocalReviews(extension.reviews, local),
  }));
}

function toLocalAfterwards(
  { afterwards }: { readonly afterwards?: Afterwards | undefined },
  local: (at: Instant) => Instant,
): { readonly afterwards?: Afterwards } {
  if (afterwards === undefined) return {};
  const { askedAt, reviewBy, reviews } = afterwards;
  return {
    afterwards: {
      ...afterwards,
      askedAt: local(askedAt),
      reviewBy: local(reviewBy),
      reviews: toLocalReviews(reviews, local),
    },
  };
}

function toLocalLeases(leases: readonly Lease[], local: (at: Instant) => Instant): readonly Lease[] {
  return leases.map((lease) =>
    lease.state.state === 'revoked'
      ? { ...lease, state: { ...lease.state, revokedAt: local(lease.state.revokedAt) } }
      : lease,
  );
}

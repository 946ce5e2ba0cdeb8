/**
 * Turns what the broker tells, in its time, into this computer's wall clock, so that whoever shows it may subtract its own "now".
 * Pure. Deadlines are never made from this: custody counts from its own.
 */
import type { Extension, Grant, Lease, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';

/** `offsetMs`: the broker's clock minus this computer's. */
export function toLocalGrant(grant: Grant, offsetMs: number): Grant {
  if (offsetMs === 0) return grant;
  const local = (at: Instant): Instant => at - offsetMs;
  const reviews: readonly Review[] = grant.reviews.map((review) => ({ ...review, at: local(review.at) }));
  const requestedAt = local(grant.requestedAt);
  switch (grant.status) {
    case 'pending':
      return { ...grant, requestedAt, reviews, reviewBy: local(grant.reviewBy) };
    case 'approved':
      return { ...grant, requestedAt, reviews, startBy: local(grant.startBy) };
    case 'starting':
      return { ...grant, requestedAt, reviews };
    case 'active':
      return {
        ...grant,
        requestedAt,
        reviews,
        startedAt: local(grant.startedAt),
        expiresAt: local(grant.expiresAt),
        leases: toLocalLeases(grant.leases, local),
        latestEndAt: local(grant.latestEndAt),
        extensions: grant.extensions.map((each) => toLocalExtension(each, local)),
      };
    case 'ended':
      return {
        ...grant,
        requestedAt,
        reviews,
        endedAt: local(grant.endedAt),
        startedAt: grant.startedAt === null ? null : local(grant.startedAt),
        leases: toLocalLeases(grant.leases, local),
        extensions: grant.extensions.map((each) => toLocalExtension(each, local)),
      };
  }
}

function toLocalExtension(extension: Extension, local: (at: Instant) => Instant): Extension {
  return {
    ...extension,
    askedAt: local(extension.askedAt),
    reviewBy: local(extension.reviewBy),
    reviews: extension.reviews.map((review) => ({ ...review, at: local(review.at) })),
  };
}

function toLocalLeases(leases: readonly Lease[], local: (at: Instant) => Instant): readonly Lease[] {
  return leases.map((lease) =>
    lease.state.state === 'revoked'
      ? { ...lease, state: { ...lease.state, revokedAt: local(lease.state.revokedAt) } }
      : lease,
  );
}

/**
 * The life of a grant as a pure function: `step(grant, event)` answers the next grant and the orders that follow from it.
 * It executes nothing, asks no clock, and leaves the very same object when an event does not fit the status
 * (so `next === grant` is how a caller learns that nothing may happen).
 */
import { lapseAfterwards, withReviewAfterwards } from './afterwards.ts';
import type { Afterwards, EndReason, Grant, GrantIn, GrantRequest, LeaseState, Review } from './grant.ts';
import type { Effect, GrantEvent, Step } from './grant-event.ts';
import type { Instant } from './instant.ts';
import {
  closeExtensions,
  lapseExtension,
  mayCount,
  shortest,
  stepExtension,
  stillNeeded,
} from './reviewing.ts';

export function step(grant: Grant, event: GrantEvent): Step {
  switch (grant.status) {
    case 'pending':
      return stepPending(grant, event);
    case 'approved':
      return stepApproved(grant, event);
    case 'starting':
      return stepStarting(grant, event);
    case 'active':
      return stepActive(grant, event);
    case 'ended':
      return [stepEnded(grant, event), []];
  }
}

function stepPending(grant: GrantIn<'pending'>, event: GrantEvent): Step {
  switch (event.event) {
    case 'approved':
      if (event.at >= grant.reviewBy) return end(grant, 'lapsed', grant.reviewBy);
      return [
        {
          ...request(grant),
          status: 'approved',
          startBy: event.startBy,
          grantedSeconds: Math.min(event.grantedSeconds, grant.durationSeconds),
          reviews: append(grant.reviews, event.review),
        },
        [
          { effect: 'wake', at: event.startBy },
          { effect: 'notify', notice: 'approved' },
        ],
      ];
    case 'denied':
      return end({ ...grant, reviews: append(grant.reviews, event.review) }, 'denied', event.at, event.note);
    case 'reviewed':
      return stepReviewed(grant, event);
    case 'withdrawn':
      return end(grant, 'withdrawn', event.at);
    case 'revoked':
      return end(grant, 'revoked', event.at, event.note);
    case 'time-passed':
      return event.at >= grant.reviewBy ? end(grant, 'lapsed', grant.reviewBy) : [grant, []];
    default:
      return [grant, []];
  }
}

function stepReviewed(grant: GrantIn<'pending'>, event: Extract<GrantEvent, { event: 'reviewed' }>): Step {
  if (event.at >= grant.reviewBy) return end(grant, 'lapsed', grant.reviewBy);
  const { review } = event;
  if (!mayCount(grant, grant.reviews, review)) return [grant, []];
  const reviews = [...grant.reviews, review];
  if (review.verdict === 'deny') return end({ ...grant, reviews }, 'denied', event.at, review.comment);
  const needs = stillNeeded(grant.needs, reviews);
  if (needs !== null) return [{ ...grant, reviews, needs }, []];
  return [
    {
      ...request(grant),
      status: 'approved',
      startBy: event.startBy,
      grantedSeconds: shortest(grant.durationSeconds, reviews),
      reviews,
    },
    [
      { effect: 'wake', at: event.startBy },
      { effect: 'notify', notice: 'approved' },
    ],
  ];
}

function stepApproved(grant: GrantIn<'approved'>, event: GrantEvent): Step {
  switch (event.event) {
    case 'start-requested':
      if (event.at >= grant.startBy) return end(grant, 'lapsed', grant.startBy);
      return [
        {
          ...request(grant),
          status: 'starting',
          heldBy: event.heldBy,
          grantedSeconds: grant.grantedSeconds,
          reviews: grant.reviews,
          ...(event.afterwards && {
            afterwards: { ...event.afterwards, askedAt: event.at, reviews: [], outcome: 'pending' },
          }),
        },
        [],
      ];
    case 'denied':
      return end(grant, 'denied', event.at, event.note);
    case 'withdrawn':
      return end(grant, 'withdrawn', event.at);
    case 'revoked':
      return end(grant, 'revoked', event.at, event.note);
    case 'time-passed':
      return event.at >= grant.startBy ? end(grant, 'lapsed', grant.startBy) : [grant, []];
    default:
      return [grant, []];
  }
}

function stepStarting(grant: GrantIn<'starting'>, event: GrantEvent): Step {
  switch (event.event) {
    case 'minted': {
      const latest = event.at + grant.grantedSeconds * 1000;
      const expiresAt = Math.min(event.expiresAt, latest);
      return [
        {
          ...request(grant),
          status: 'active',
          startedAt: event.at,
          expiresAt,
          heldBy: grant.heldBy,
          leases: event.leases,
          reviews: grant.reviews,
          latestEndAt: Math.max(expiresAt, event.latestEndAt),
          extensions: [],
          ...kept(grant),
        },
        [
          { effect: 'wake', at: expiresAt },
          { effect: 'notify', notice: 'started' },
        ],
      ];
    }
    case 'mint-failed':
      return end(grant, 'failed', event.at, event.note);
    case 'released':
      return end(grant, 'released', event.at);
    case 'revoked':
      return end(grant, 'revoked', event.at, event.note);
    default:
      return [grant, []];
  }
}

function stepActive(grant: GrantIn<'active'>, event: GrantEvent): Step {
  switch (event.event) {
    case 'minted':
      // The same device started again: the first leases are revoked and replaced, the end stays what it was.
      return [{ ...grant, leases: event.leases }, [{ effect: 'wake', at: grant.expiresAt }]];
    case 'mint-failed':
      return end(grant, 'failed', event.at, event.note);
    case 'extension-asked':
    case 'extension-reviewed':
    case 'extension-refused':
    case 'extended':
      return stepExtension(grant, event);
    case 'released':
      return end(grant, 'released', event.at);
    case 'revoked':
      return end(grant, 'revoked', event.at, event.note);
    case 'time-passed':
      return event.at >= grant.expiresAt
        ? end(grant, 'expired', event.at)
        : [lapseAfterwards(lapseExtension(grant, event.at), event.at), []];
    case 'afterwards-reviewed': {
      const reviewed = withReviewAfterwards(grant, event.review);
      // Who objects has seen something that should not go on.
      return reviewed.afterwards?.outcome === 'denied'
        ? end(reviewed, 'revoked', event.at, event.review.comment)
        : [reviewed, []];
    }
    case 'lease-changed':
      return [withLease(grant, event.leaseId, event.state), []];
    default:
      return [grant, []];
  }
}

function stepEnded(grant: GrantIn<'ended'>, event: GrantEvent): GrantIn<'ended'> {
  switch (event.event) {
    case 'lease-changed':
      return withLease(grant, event.leaseId, event.state);
    case 'afterwards-reviewed':
      return withReviewAfterwards(grant, event.review);
    case 'time-passed':
      return lapseAfterwards(grant, event.at);
    default:
      return grant;
  }
}

function end(
  grant: Exclude<Grant, GrantIn<'ended'>>,
  why: EndReason,
  endedAt: Instant,
  note: string | null = null,
): Step {
  const minted = grant.status === 'active' || grant.status === 'starting';
  const next: Grant = {
    ...request(grant),
    status: 'ended',
    why,
    endedAt,
    note,
    startedAt: grant.status === 'active' ? grant.startedAt : null,
    heldBy: minted ? grant.heldBy : null,
    leases: grant.status === 'active' ? grant.leases : [],
    reviews: grant.reviews,
    extensions: grant.status === 'active' ? closeExtensions(grant.extensions) : [],
    // What never began needs no look.
    ...(grant.status === 'active' ? kept(grant) : {}),
  };
  const forget: readonly Effect[] = minted ? [{ effect: 'forget credentials', grantId: grant.id }] : [];
  return [next, [...forget, { effect: 'notify', notice: 'ended' }]];
}

function request(grant: Grant): GrantRequest {
  const { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt } =
    grant;
  return { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt };
}

function kept({ afterwards }: GrantIn<'starting'> | GrantIn<'active'>): { afterwards?: Afterwards } {
  return afterwards === undefined ? {} : { afterwards };
}

function withLease<G extends GrantIn<'active'> | GrantIn<'ended'>>(
  grant: G,
  leaseId: string,
  state: LeaseState,
): G {
  if (!grant.leases.some((lease) => lease.id === leaseId && lease.state.state !== 'revoked')) return grant;
  return {
    ...grant,
    leases: grant.leases.map((lease) => (lease.id === leaseId ? { ...lease, state } : lease)),
  };
}

function append(reviews: readonly Review[], review: Review | null): readonly Review[] {
  return review === null ? reviews : [...reviews, review];
}

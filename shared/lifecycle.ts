/**
 * The life of a grant as a pure function: `step(grant, event)` answers the next grant and the orders that follow from it.
 * It executes nothing, asks no clock, and leaves the very same object when an event does not fit the status
 * (so `next === grant` is how a caller learns that nothing may happen).
 */
import type {
  EndReason,
  Extension,
  Grant,
  GrantIn,
  GrantRequest,
  Holder,
  Lease,
  LeaseState,
  Review,
} from './grant.ts';
import type { Instant } from './instant.ts';

export type GrantEvent =
  | {
      readonly event: 'approved';
      readonly at: Instant;
      readonly startBy: Instant;
      readonly grantedSeconds: number;
      readonly review: Review | null;
    }
  | { readonly event: 'denied'; readonly at: Instant; readonly note: string; readonly review: Review | null }
  /** One person's review of a pending request: denies, or counts towards the approvals needed; the shortest shortening counts. */
  | { readonly event: 'reviewed'; readonly at: Instant; readonly startBy: Instant; readonly review: Review }
  | { readonly event: 'withdrawn'; readonly at: Instant }
  | { readonly event: 'start-requested'; readonly at: Instant; readonly heldBy: Holder }
  | {
      readonly event: 'minted';
      readonly at: Instant;
      readonly expiresAt: Instant;
      /** Where extensions may move the end at most; `expiresAt` where there are none. */
      readonly latestEndAt: Instant;
      readonly leases: readonly Lease[];
    }
  | { readonly event: 'mint-failed'; readonly at: Instant; readonly note: string }
  | { readonly event: 'extension-asked'; readonly at: Instant; readonly extension: Extension }
  /** One person's review of the pending extension. The end does not move by it: see `extended`. */
  | { readonly event: 'extension-reviewed'; readonly at: Instant; readonly review: Review }
  /** The credentials at the targets are good until then already. */
  | { readonly event: 'extended'; readonly at: Instant; readonly expiresAt: Instant }
  | { readonly event: 'released'; readonly at: Instant }
  | { readonly event: 'revoked'; readonly at: Instant; readonly note: string }
  | {
      readonly event: 'lease-changed';
      readonly at: Instant;
      readonly leaseId: string;
      readonly state: LeaseState;
    }
  | { readonly event: 'time-passed'; readonly at: Instant };

export type Effect =
  /** Look at the grant again at this instant (send it `time-passed`). */
  | { readonly effect: 'wake'; readonly at: Instant }
  /** The desktop wipes its credentials of this grant; the broker revokes its leases. */
  | { readonly effect: 'forget credentials'; readonly grantId: string }
  | { readonly effect: 'notify'; readonly notice: Notice };

export type Notice = 'approved' | 'started' | 'ended';

export type Step = readonly [next: Grant, effects: readonly Effect[]];

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
      return event.event === 'lease-changed'
        ? [withLease(grant, event.leaseId, event.state), []]
        : [grant, []];
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
  if (reviews.length < grant.needs.count) return [{ ...grant, reviews }, []];
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

/** Nobody reviews their own grant, and nobody twice. */
// SECURITY: review-by-others
function mayCount(grant: Grant, given: readonly Review[], review: Review): boolean {
  return review.by.id !== grant.person.id && given.every(({ by }) => by.id !== review.by.id);
}

/** What was asked for, or the shortest that a reviewer allowed. */
export function shortest(asked: number, reviews: readonly Review[]): number {
  return Math.min(asked, ...reviews.flatMap(({ durationSeconds }) => durationSeconds ?? []));
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
    case 'extended':
      return stepExtension(grant, event);
    case 'released':
      return end(grant, 'released', event.at);
    case 'revoked':
      return end(grant, 'revoked', event.at, event.note);
    case 'time-passed':
      return event.at >= grant.expiresAt ? end(grant, 'expired', event.at) : [lapse(grant, event.at), []];
    case 'lease-changed':
      return [withLease(grant, event.leaseId, event.state), []];
    default:
      return [grant, []];
  }
}

type ExtensionEvent = Extract<GrantEvent, { event: 'extension-asked' | 'extension-reviewed' | 'extended' }>;

function stepExtension(grant: GrantIn<'active'>, event: ExtensionEvent): Step {
  if (event.at >= grant.expiresAt) return [grant, []];
  const latest = pendingExtension(grant);
  switch (event.event) {
    case 'extension-asked':
      if (latest !== null) return [grant, []];
      return [
        { ...grant, extensions: [...grant.extensions, event.extension] },
        [{ effect: 'wake', at: event.extension.reviewBy }],
      ];
    case 'extension-reviewed': {
      if (latest === null || event.at >= latest.reviewBy) return [grant, []];
      if (!mayCount(grant, latest.reviews, event.review)) return [grant, []];
      const reviews = [...latest.reviews, event.review];
      const outcome = event.review.verdict === 'deny' ? 'denied' : 'pending';
      return [withLatest(grant, { ...latest, reviews, outcome }), []];
    }
    case 'extended': {
      const expiresAt = Math.min(event.expiresAt, grant.latestEndAt);
      if (latest === null || expiresAt <= grant.expiresAt) return [grant, []];
      return [
        { ...withLatest(grant, { ...latest, outcome: 'approved' }), expiresAt },
        [{ effect: 'wake', at: expiresAt }],
      ];
    }
  }
}

/** The extension that waits for people now, if any. */
export function pendingExtension(grant: Grant): Extension | null {
  if (grant.status !== 'active') return null;
  const latest = grant.extensions.at(-1);
  return latest?.outcome === 'pending' ? latest : null;
}

function lapse(grant: GrantIn<'active'>, at: Instant): GrantIn<'active'> {
  const pending = pendingExtension(grant);
  return pending !== null && at >= pending.reviewBy
    ? withLatest(grant, { ...pending, outcome: 'lapsed' })
    : grant;
}

function withLatest(grant: GrantIn<'active'>, extension: Extension): GrantIn<'active'> {
  return { ...grant, extensions: [...grant.extensions.slice(0, -1), extension] };
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
    extensions: grant.status === 'active' ? closed(grant.extensions) : [],
  };
  const forget: readonly Effect[] = minted ? [{ effect: 'forget credentials', grantId: grant.id }] : [];
  return [next, [...forget, { effect: 'notify', notice: 'ended' }]];
}

function closed(extensions: readonly Extension[]): readonly Extension[] {
  return extensions.map((each) => (each.outcome === 'pending' ? { ...each, outcome: 'lapsed' } : each));
}

function request(grant: Grant): GrantRequest {
  const { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt } =
    grant;
  return { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt };
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

/** What there is to tell of one change of a grant. Pure: it compares before and after, and asks nobody. */
import type { Grant, GrantIn, GrantRequest, Review } from '../../shared/grant.ts';
import type { GrantEvent } from '../../shared/grant-event.ts';
import type { Instant } from '../../shared/instant.ts';
import type { GrantAnnouncement } from './announcement.ts';

/** Of a grant that has just been asked for. */
export function announceAsked(grant: Grant): readonly GrantAnnouncement[] {
  const at = grant.requestedAt;
  if (grant.status === 'approved') return [approved(grant, at)];
  return grant.status === 'pending' ? waiting(grant, at) : [];
}

function waiting(grant: GrantIn<'pending'>, at: Instant): readonly GrantAnnouncement[] {
  const { durationSeconds, reason, reviewBy, needs } = grant;
  if (needs.group === '') return [];
  const asked = { asks: 'request', durationSeconds, reason, group: needs.group, reviewBy } as const;
  return [{ kind: 'request-waiting', at, grant: toRequest(grant), ...asked }];
}

export function announceChange(before: Grant, after: Grant, event: GrantEvent): readonly GrantAnnouncement[] {
  const { at } = event;
  const reviews = newReviews(before, after, at);
  switch (after.status) {
    case 'pending': {
      // Another group is asked now.
      const goesOn = before.status === 'pending' && before.needs.group !== after.needs.group;
      return goesOn ? [...reviews, ...waiting(after, at)] : reviews;
    }
    case 'starting':
      return reviews;
    case 'approved':
      return [...reviews, approved(after, at)];
    case 'active':
      return before.status === 'active'
        ? [...reviews, ...extensionChanged(before, after, at), ...afterwardsChanged(before, after, at)]
        : [{ kind: 'started', at, grant: toRequest(after), expiresAt: after.expiresAt }];
    case 'ended':
      return [
        ...(before.status === 'ended' ? [] : [...reviews, ended(after, at)]),
        ...afterwardsChanged(before, after, at),
      ];
  }
}

function approved(grant: GrantIn<'approved'>, at: Instant): GrantAnnouncement {
  const { startBy, grantedSeconds } = grant;
  return { kind: 'approved', at, grant: toRequest(grant), startBy, grantedSeconds };
}

function newReviews(before: Grant, after: Grant, at: Instant): readonly GrantAnnouncement[] {
  return after.reviews
    .slice(before.reviews.length)
    .map((review) => ({ kind: 'reviewed', at, grant: toRequest(after), asks: 'request', review }));
}

/** What became of the latest extension, if anything did. */
function extensionChanged(
  before: GrantIn<'active'>,
  after: GrantIn<'active'>,
  at: Instant,
): readonly GrantAnnouncement[] {
  const extension = after.extensions.at(-1);
  if (extension === undefined) return [];
  const grant = toRequest(after);
  const known = before.extensions[after.extensions.length - 1];
  const { durationSeconds, reason, reviewBy, needs } = extension;
  const asks = 'extension' as const;
  const told: GrantAnnouncement[] = extension.reviews
    .slice(known?.reviews.length ?? 0)
    .map((review) => ({ kind: 'reviewed', at, grant, asks, review }));
  const asksOthers = extension.outcome === 'pending' && needs?.group !== known?.needs?.group;
  if (extension.outcome === known?.outcome && !asksOthers) return told;
  switch (extension.outcome) {
    case 'pending':
      if (needs !== null)
        told.push({
          kind: 'request-waiting',
          at,
          grant,
          asks,
          durationSeconds,
          reason,
          reviewBy,
          group: needs.group,
        });
      break;
    case 'approved':
      told.push({ kind: 'extended', at, grant, expiresAt: after.expiresAt });
      break;
    case 'denied': {
      const denial = denialIn(extension.reviews);
      told.push({
        kind: 'denied',
        at,
        grant,
        asks,
        by: denial?.by ?? null,
        note: denial?.comment ?? null,
      });
      break;
    }
    case 'lapsed':
      told.push({ kind: 'lapsed', at, grant, asks });
      break;
  }
  return told;
}

/** What came of the look afterwards, if anything did. That it is asked for, `broken-glass` tells. */
function afterwardsChanged(
  before: Grant,
  after: GrantIn<'active'> | GrantIn<'ended'>,
  at: Instant,
): readonly GrantAnnouncement[] {
  const was = 'afterwards' in before ? before.afterwards : undefined;
  const now = after.afterwards;
  if (was === undefined || now === undefined || now === was) return [];
  const grant = toRequest(after);
  const asks = 'afterwards' as const;
  const { durationSeconds, reason } = grant;
  const { needs, reviewBy, outcome } = now;
  const told: GrantAnnouncement[] = now.reviews
    .slice(was.reviews.length)
    .map((review) => ({ kind: 'reviewed', at, grant, asks, review }));
  const denial = denialIn(now.reviews);
  if (outcome === 'pending' && needs.group !== was.needs.group) {
    const asked = { asks, durationSeconds, reason, group: needs.group, reviewBy };
    told.push({ kind: 'request-waiting', at, grant, ...asked });
  }
  if (outcome === 'denied' && denial !== undefined)
    told.push({ kind: 'denied', at, grant, asks, by: denial.by, note: denial.comment });
  if (outcome === 'lapsed') told.push({ kind: 'lapsed', at, grant, asks });
  return told;
}

function ended(after: GrantIn<'ended'>, at: Instant): GrantAnnouncement {
  const { why, note, reviews } = after;
  const grant = toRequest(after);
  if (why === 'denied') {
    return { kind: 'denied', at, grant, asks: 'request', by: denialIn(reviews)?.by ?? null, note };
  }
  if (why === 'lapsed') return { kind: 'lapsed', at, grant, asks: 'request' };
  return { kind: 'ended', at, grant, why, note };
}

function denialIn(reviews: readonly Review[]): Review | undefined {
  return reviews.find(({ verdict }) => verdict === 'deny');
}

/** What was asked for, and nothing of what came of it. */
export function toRequest(grant: Grant): GrantRequest {
  const { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt } =
    grant;
  return { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt };
}

/**
 * Reviews and extensions within the life of a grant, as pure functions: whose review counts, what was granted, and how an extension goes.
 */
import type { Extension, Grant, GrantIn, Review } from './grant.ts';
import { toNeed, type ReviewNeed } from './review-need.ts';
import type { GrantEvent, Step } from './grant-event.ts';
import type { Instant } from './instant.ts';
import { isSamePerson } from './person.ts';

/** Nobody reviews their own grant, and nobody twice, by whichever account. */
// SECURITY: review-by-others
export function mayCount(grant: Grant, given: readonly Review[], review: Review): boolean {
  return !isSamePerson(review.by, grant.person) && given.every(({ by }) => !isSamePerson(by, review.by));
}

/** What was asked for, or the shortest that a reviewer allowed. */
export function shortest(asked: number, reviews: readonly Review[]): number {
  return Math.min(asked, ...reviews.flatMap(({ durationSeconds }) => durationSeconds ?? []));
}

/** How many have approved as members of the group that is asked now. */
export function countApprovals(reviews: readonly Review[], { group }: ReviewNeed): number {
  return reviews.filter((review) => review.verdict === 'approve' && (review.group ?? group) === group).length;
}

/** What is still needed of people; `null`: nothing more. */
export function stillNeeded(needs: ReviewNeed, reviews: readonly Review[]): ReviewNeed | null {
  if (countApprovals(reviews, needs) < needs.count) return needs;
  return toNeed(needs.then ?? []);
}

type ExtensionEvent = Extract<
  GrantEvent,
  { event: 'extension-asked' | 'extension-reviewed' | 'extension-refused' | 'extended' }
>;

export function stepExtension(grant: GrantIn<'active'>, event: ExtensionEvent): Step {
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
      const needs = latest.needs === null ? null : (stillNeeded(latest.needs, reviews) ?? latest.needs);
      return [withLatest(grant, { ...latest, reviews, outcome, needs }), []];
    }
    case 'extension-refused':
      return latest === null ? [grant, []] : [withLatest(grant, { ...latest, outcome: 'denied' }), []];
    case 'extended': {
      const expiresAt = Math.min(event.expiresAt, grant.latestEndAt);
      if (latest === null || expiresAt <= grant.expiresAt) return [grant, []];
      return [
        {
          ...withLatest(grant, { ...latest, outcome: 'approved' }),
          expiresAt,
          leases: grant.leases.map((lease) => event.leases?.find(({ id }) => id === lease.id) ?? lease),
        },
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

export function lapseExtension(grant: GrantIn<'active'>, at: Instant): GrantIn<'active'> {
  const pending = pendingExtension(grant);
  return pending !== null && at >= pending.reviewBy
    ? withLatest(grant, { ...pending, outcome: 'lapsed' })
    : grant;
}

function withLatest(grant: GrantIn<'active'>, extension: Extension): GrantIn<'active'> {
  return { ...grant, extensions: [...grant.extensions.slice(0, -1), extension] };
}

export function closeExtensions(extensions: readonly Extension[]): readonly Extension[] {
  return extensions.map((each) => (each.outcome === 'pending' ? { ...each, outcome: 'lapsed' } : each));
}

/**
 * What a grant asks of people now, and the digest that binds a review to exactly that: another length, reason or end, or a profile that gives
 * something else meanwhile, is another digest. Pure; it decides nothing.
 */
import { createHash } from 'node:crypto';
import { pendingAfterwards } from '../../shared/afterwards.ts';
import type { Grant, Review } from '../../shared/grant.ts';
import type { Asks } from '../../shared/inbox.ts';
import type { ReviewNeed } from '../../shared/review-need.ts';
import type { Instant } from '../../shared/instant.ts';
import { pendingExtension, stillNeeded } from '../../shared/reviewing.ts';
import { canonicalJson, type Json } from '../audit/entry.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';

export interface Ask {
  readonly asks: Asks;
  readonly needs: ReviewNeed;
  readonly reviews: readonly Review[];
  readonly askedAt: Instant;
  readonly reviewBy: Instant;
  /** The whole length of a request, the later end of an extension. */
  readonly durationSeconds: number;
  readonly reason: string;
}

/** `null`: nobody is asked anything, or enough have said yes. */
export function openAsk(grant: Grant): Ask | null {
  const ask = pendingAsk(grant);
  return ask === null || ask.needs.group === '' || stillNeeded(ask.needs, ask.reviews) === null ? null : ask;
}

function pendingAsk(grant: Grant): Ask | null {
  if (grant.status === 'pending') {
    const { needs, reviews, requestedAt: askedAt, reviewBy, durationSeconds, reason } = grant;
    return { asks: 'request', needs, reviews, askedAt, reviewBy, durationSeconds, reason };
  }
  const extension = pendingExtension(grant);
  if (extension === null) return askAfterwards(grant);
  if (extension.needs === null) return null;
  const { needs, reviews, askedAt, reviewBy, durationSeconds, reason } = extension;
  return { asks: 'extension', needs, reviews, askedAt, reviewBy, durationSeconds, reason };
}

/** Waits while an extension does: that has less time. */
function askAfterwards(grant: Grant): Ask | null {
  const afterwards = pendingAfterwards(grant);
  if (afterwards === null) return null;
  const { needs, reviews, askedAt, reviewBy } = afterwards;
  const { durationSeconds, reason } = grant;
  return { asks: 'afterwards', needs, reviews, askedAt, reviewBy, durationSeconds, reason };
}

/** Since when those are asked who are asked now: a later stage since the one before it was complete. */
export function waitingSince({ askedAt, needs, reviews }: Ask): Instant {
  const before = reviews.filter(({ group = needs.group }) => group !== needs.group);
  return Math.max(askedAt, ...before.map(({ at }) => at));
}

/** Of the request, whatever has become of it. */
export function digestOfRequest(grant: Grant, rule: ProfileRule): string {
  const { durationSeconds, reason } = grant;
  return digest(grant, rule, { asks: 'request', durationSeconds, reason });
}

/** Whether the profile still gives what was asked for. `null`: an older version has not written down what that was. */
export function givesWhatWasAsked(
  { grant, askedDigest }: { readonly grant: Grant; readonly askedDigest: string | null },
  rule: ProfileRule,
): boolean {
  return askedDigest === null || askedDigest === digestOfRequest(grant, rule);
}

export function digestOfAsk(grant: Grant, rule: ProfileRule, ask: Ask): string {
  const { asks, durationSeconds, reason, askedAt } = ask;
  return asks === 'request'
    ? digestOfRequest(grant, rule)
    : digest(grant, rule, { asks, durationSeconds, reason, askedAt });
}

/** Which asking a review is for, by its digest; `null`: another than the request and the look afterwards. */
export function meantBy(wanted: string, grant: Grant, rule: ProfileRule): 'request' | 'afterwards' | null {
  if (wanted === digestOfRequest(grant, rule)) return 'request';
  const afterwards = 'afterwards' in grant ? grant.afterwards : undefined;
  if (afterwards === undefined) return null;
  const { durationSeconds, reason } = grant;
  const { askedAt } = afterwards;
  return wanted === digest(grant, rule, { asks: 'afterwards', durationSeconds, reason, askedAt })
    ? 'afterwards'
    : null;
}

/** What is given, in the words people read and in the names the target knows. */
function digest(grant: Grant, rule: ProfileRule, asked: { readonly [key: string]: Json }): string {
  const { id: grantId, person, profileId, ticket } = grant;
  const shown = rule.profile.entitlements.map((each) => ({ ...each }));
  const minted = rule.entitlements.map((each) => ({ ...each }));
  return createHash('sha256')
    .update(canonicalJson({ ...asked, grantId, person: person.id, profileId, ticket, shown, minted }))
    .digest('hex');
}

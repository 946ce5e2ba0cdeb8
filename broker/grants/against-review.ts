/**
 * What stands against a review by somebody who is asked for one: it came twice, is for something else than what is asked, says too little, or
 * policy is against it. Pure; it writes nothing.
 */
import type { ReviewRequestBody } from '../../shared/api-review.ts';
import { describeDuration } from '../../shared/duration.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { isSamePerson, type Person } from '../../shared/person.ts';
import { countApprovals } from '../../shared/reviewing.ts';
import { cleanText, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import type { Circumstances } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { digestOfAsk, givesWhatWasAsked, type Ask } from './asked.ts';
import { sayReview } from './decided.ts';
import type { GrantDeps } from './grant-deps.ts';
import { refused, type Refusal } from './refusal.ts';

export interface ReviewOrder {
  readonly person: Person;
  readonly from: Circumstances;
  readonly grantId: string;
  readonly body: ReviewRequestBody;
}

/** What is wrong with a review of something that does wait for one. */
export function findWrong(
  {
    grant,
    rule,
    ask,
    askedDigest,
  }: { grant: Grant; rule: ProfileRule; ask: Ask; askedDigest: string | null },
  { person, body }: ReviewOrder,
  at: Instant,
): Refusal | null {
  const mine = ask.reviews.find(({ by }) => isSamePerson(by, person));
  if (mine !== undefined) {
    const missing = ask.needs.count - countApprovals(ask.reviews, ask.needs);
    return refused('already-decided', `${sayReview(mine, person.id, at)}; it waits for ${missing} more.`)
      .refusal;
  }
  // SECURITY: review-bound-to-asked
  if (body.digest !== digestOfAsk(grant, rule, ask)) {
    return refused('changed-meanwhile', 'What is asked for has changed since you looked. Look again.')
      .refusal;
  }
  if (
    ask.asks !== 'afterwards' &&
    body.verdict === 'approve' &&
    !givesWhatWasAsked({ grant, askedDigest }, rule)
  ) {
    return refused(
      'changed-meanwhile',
      `What “${grant.profileName}” gives has changed since it was asked for. Deny it, and have it asked for again.`,
    ).refusal;
  }
  if (body.verdict === 'deny' && commentOf(body) === null) {
    return refused('comment-required', 'Say why in a few words: a denial needs a comment.').refusal;
  }
  if (ask.asks === 'afterwards' && body.durationSeconds !== undefined) {
    return refused('duration-out-of-range', 'This was used already: there is nothing left to shorten.')
      .refusal;
  }
  if (body.durationSeconds !== undefined && body.durationSeconds > ask.durationSeconds) {
    const asked = describeDuration(ask.durationSeconds);
    return refused('duration-out-of-range', `${asked} was asked for: give that or less.`).refusal;
  }
  return null;
}

/** Beyond being in the group: when, from where, how freshly signed in. */
export function whyNotByPolicy(
  { policy }: GrantDeps,
  { person: reviewer, from, body: { verdict } }: ReviewOrder,
  about: {
    asker: Person | undefined;
    grant: Grant;
    rule: ProfileRule;
    ask: Ask;
    at: Instant;
    memberOf: string;
  },
): string | null {
  const { grant, rule: profile, ask, at, memberOf: group } = about;
  // Whoever has been taken out of the configuration since may well be the one to look at.
  const { asker = null } = about;
  const { durationSeconds, reason, asks } = ask;
  if (asker === null && asks !== 'afterwards') return `${grant.person.name} can sign in no more.`;
  const decision = policy.mayReview({
    ...{ reviewer, asker, group, verdict, profile, at, from, durationSeconds, reason, ticket: grant.ticket },
    ...(asks === 'extension' && grant.status === 'active' ? { running: grant } : {}),
  });
  return decision.decision === 'allow' ? null : decision.sentence;
}

export function commentOf({ comment }: ReviewRequestBody): string | null {
  return cleanText(comment ?? '', LONGEST_REASON) || null;
}

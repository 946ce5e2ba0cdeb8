/**
 * Reviews and extensions on the wire, as zod schemas. Renderer and preload never load this module.
 */
import { z } from 'zod';
import { entitlement } from './api-profile.ts';
import { grant, needs, personName, review } from './api-grant.ts';
import { deviceId, durationSeconds, id, instant, source, text, words } from './api-words.ts';
import { ASKS, type Inbox, type InboxItem } from './inbox.ts';
import { LONGEST_REASON } from './untrusted-text.ts';

/** SHA-256, hex. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/u);

const inboxItem = z.object({
  grant,
  asks: z.enum(ASKS),
  digest,
  durationSeconds,
  reason: text,
  askedAt: instant,
  reviewBy: instant,
  remindedAt: instant.optional(),
  needs,
  reviews: z.array(review).readonly(),
  profileSummary: text,
  entitlements: z.array(entitlement).readonly(),
  alsoAsked: z.array(personName).max(20).readonly(),
  lately: z.object({
    started: z.int().nonnegative(),
    denied: z.int().nonnegative(),
    lastEndedAt: instant.nullable(),
  }),
});

/** `GET /v1/inbox`, and the data of the event `inbox`: all of it each time it changes. */
export const inboxAnswer = z.object({
  serverNow: instant,
  waiting: z.array(inboxItem).max(200).readonly(),
  decided: z.array(grant).max(50).readonly(),
});

/**
 * `POST /v1/grants/:id/reviews`. `digest` is the inbox item's: a review of anything else is refused with `changed-meanwhile`.
 * A denial needs a comment (`comment-required`). `durationSeconds` shortens; longer than asked is refused with `duration-out-of-range`.
 * Answers the inbox item's grant. A second review of the same person, or one that comes after the decision, is refused with
 * `already-decided`, and its detail says who was first. Of access that was announced (`asks` is `afterwards`) a denial ends what still runs.
 */
export const reviewRequest = z.strictObject({
  digest,
  verdict: z.enum(['approve', 'deny']),
  comment: words(LONGEST_REASON).optional(),
  durationSeconds: durationSeconds.optional(),
  source,
});
export type ReviewRequestBody = z.output<typeof reviewRequest>;

/**
 * `POST /v1/grants/:id/extend`, with the header `Idempotency-Key`: a later end of an active grant, asked by the device that holds it.
 * `proof` is a compact JWS (ES256) over {@link extendClaims}. Answers the grant: with its new `expiresAt` where policy decides alone, or with a
 * pending extension. Refused with `duration-out-of-range` beyond the profile's total, `wrong-status` when it has ended or an extension is pending.
 */
export const extendRequest = z.strictObject({
  deviceId,
  durationSeconds,
  reason: words(LONGEST_REASON),
  proof: z.string().max(4096),
  source,
});
export type ExtendRequestBody = z.output<typeof extendRequest>;

export const extendClaims = z.strictObject({
  purpose: z.literal('extend'),
  grantId: id,
  durationSeconds,
  /** As in the claims of a start. */
  signedAt: instant,
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/u),
});

inboxItem satisfies z.ZodType<InboxItem>;
inboxAnswer satisfies z.ZodType<Inbox>;

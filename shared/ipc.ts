/**
 * What each call carries from the window to main. Main parses every payload with these schemas (strict, sizes capped) before it looks at it.
 * Answers are `Result` values; no call answers a secret.
 */
import { z } from 'zod';
import { digest } from './api-review.ts';
import { id, profileId } from './api-words.ts';
import type { Call } from './channels.ts';
import { DURATION_LADDER_SECONDS, LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from './duration.ts';
import { COPYABLES } from './snapshot.ts';
import { THEMES, type Settings } from './settings.ts';
import { LANGUAGE_CHOICES } from './words/languages.ts';
import { LONGEST_REASON, LONGEST_TICKET } from './untrusted-text.ts';

const nothing = z.strictObject({});
const ofGrant = z.strictObject({ grantId: id });

export const CALL_PAYLOADS = {
  'state:get': nothing,
  /** `token: null` signs in with the token at hand. The token goes in once and is never answered. */
  'session:sign-in': z.strictObject({
    brokerUrl: z.string().min(1).max(2048),
    token: z.string().min(1).max(8192).nullable(),
  }),
  'session:sign-out': nothing,
  'grant:request': z.strictObject({
    profileId,
    durationSeconds: z.int().min(SHORTEST_GRANT_SECONDS).max(LONGEST_GRANT_SECONDS),
    reason: z.string().max(LONGEST_REASON),
    ticket: z.string().max(LONGEST_TICKET).nullable(),
  }),
  'grant:start': ofGrant,
  'grant:release': ofGrant,
  'grant:withdraw': ofGrant,
  /** A later end of an active grant; a longer one than policy allows is refused by the broker. */
  'grant:extend': z.strictObject({
    grantId: id,
    durationSeconds: z.int().min(SHORTEST_GRANT_SECONDS).max(LONGEST_GRANT_SECONDS),
    reason: z.string().max(LONGEST_REASON),
  }),
  'grant:release-all': nothing,
  /** `digest` is the inbox item's: what was on screen is what is reviewed. `durationSeconds` shortens; `null` approves what was asked. */
  'review:give': z.strictObject({
    grantId: id,
    digest,
    verdict: z.enum(['approve', 'deny']),
    comment: z.string().max(LONGEST_REASON).nullable(),
    durationSeconds: z.int().min(SHORTEST_GRANT_SECONDS).max(LONGEST_GRANT_SECONDS).nullable(),
  }),
  'credential:copy': z.strictObject({ leaseId: id, what: z.enum(COPYABLES) }),
  'profile:favour': z.strictObject({ profileId, favourite: z.boolean() }),
  'settings:change': z.strictObject({
    theme: z.enum(THEMES),
    language: z.enum(LANGUAGE_CHOICES),
    warnBeforeMinutes: z.array(z.int().min(1).max(60)).max(5).readonly(),
    usualSeconds: z.literal(DURATION_LADDER_SECONDS),
    startAtLogin: z.boolean(),
    endOnLock: z.boolean(),
    endOnSleep: z.boolean(),
  }) satisfies z.ZodType<Settings>,
  'keychain:check': nothing,
  'trouble:dismiss': z.strictObject({ troubleId: z.string().max(100) }),
  'window:hide': nothing,
  'logs:open': nothing,
} as const satisfies Record<Call, z.ZodType>;

export type Payload<C extends Call> = z.output<(typeof CALL_PAYLOADS)[C]>;

/** The largest payload main looks at, in bytes of JSON. */
export const LARGEST_PAYLOAD_BYTES = 16_384;

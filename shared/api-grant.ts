/**
 * Grants on the wire, as zod schemas; see api.ts for the calls that carry them. Renderer and preload never load this module.
 */
import { z } from 'zod';
import { deviceId, durationSeconds, id, instant, name, profileId, text } from './api-words.ts';
import type { Afterwards, Extension, Grant, Lease, Review } from './grant.ts';
import { sshCertificate } from './api-ssh.ts';
import { MOST_STAGES } from './review-need.ts';
import { ENTITLEMENT_KINDS, IMPORTANCES } from './profile.ts';

export const personName = z.object({ id, name, ownerId: id.optional() });

const leaseState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('active') }),
  z.object({ state: z.literal('revoking'), attempts: z.int().nonnegative() }),
  z.object({
    state: z.literal('revoked'),
    revokedAt: instant,
    sessionsEnded: z.int().nonnegative(),
    leftBehind: z.array(text).readonly(),
  }),
  z.object({ state: z.literal('closed'), closedAt: instant, by: personName, reason: text }),
]);

const lease = z.object({
  id,
  entitlementId: name,
  kind: z.enum(ENTITLEMENT_KINDS),
  targetName: name,
  account: name,
  certificate: sshCertificate.optional(),
  state: leaseState,
});

export const review = z.object({
  by: personName,
  at: instant,
  verdict: z.enum(['approve', 'deny']),
  comment: text.nullable(),
  durationSeconds: durationSeconds.nullable(),
  group: name.optional(),
  memberOf: name.optional(),
});

const stage = z.object({ count: z.int().min(1).max(9), group: name });
export const needs = stage.extend({
  then: z
    .array(stage)
    .max(MOST_STAGES - 1)
    .readonly()
    .optional(),
});

const extension = z.object({
  askedAt: instant,
  durationSeconds,
  reason: text,
  needs: needs.nullable(),
  reviewBy: instant,
  reviews: z.array(review).readonly(),
  outcome: z.enum(['pending', 'approved', 'denied', 'lapsed']),
});

const afterwards = z.object({
  askedAt: instant,
  needs,
  reviewBy: instant,
  reviews: z.array(review).readonly(),
  outcome: z.enum(['pending', 'approved', 'denied', 'lapsed']),
});

const holder = z.object({ deviceId, deviceName: name });
const leases = z.array(lease).readonly();
const reviews = z.array(review).readonly();
const extensions = z.array(extension).max(50).readonly();

const request = {
  id,
  person: personName,
  profileId,
  profileName: name,
  importance: z.enum(IMPORTANCES),
  durationSeconds,
  reason: text,
  ticket: text.nullable(),
  requestedAt: instant,
};

export const grant = z.discriminatedUnion('status', [
  z.object({ ...request, status: z.literal('pending'), reviewBy: instant, needs, reviews }),
  z.object({
    ...request,
    status: z.literal('approved'),
    startBy: instant,
    grantedSeconds: durationSeconds,
    reviews,
  }),
  z.object({
    ...request,
    status: z.literal('starting'),
    heldBy: holder,
    grantedSeconds: durationSeconds,
    reviews,
    afterwards: afterwards.optional(),
  }),
  z.object({
    ...request,
    status: z.literal('active'),
    startedAt: instant,
    expiresAt: instant,
    heldBy: holder,
    leases,
    reviews,
    latestEndAt: instant,
    extensions,
    afterwards: afterwards.optional(),
  }),
  z.object({
    ...request,
    status: z.literal('ended'),
    why: z.enum(['denied', 'withdrawn', 'lapsed', 'released', 'expired', 'revoked', 'failed']),
    endedAt: instant,
    note: text.nullable(),
    startedAt: instant.nullable(),
    heldBy: holder.nullable(),
    leases,
    reviews,
    // Receipts written down by an older desktop have none.
    extensions: extensions.default([]),
    afterwards: afterwards.optional(),
  }),
]);

// The domain types are written by hand and hold no zod; these lines fail to compile when a schema drifts from them.
grant satisfies z.ZodType<Grant>;
lease satisfies z.ZodType<Lease>;
review satisfies z.ZodType<Review>;
extension satisfies z.ZodType<Extension>;
afterwards satisfies z.ZodType<Afterwards>;

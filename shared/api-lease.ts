/**
 * Leases as admins see them, as zod schemas: what is live, what is being taken back, what is stuck. Never a credential. Renderer and preload never
 * load this module.
 */
import { z } from 'zod';
import { personName } from './api-grant.ts';
import { id, instant, name, source, text, words } from './api-words.ts';
import { LONGEST_REASON } from './untrusted-text.ts';

/** `stuck`: taking it back has failed six times or more and is tried for ever. `closed`: an admin has ended the tries by hand. */
const LEASE_REPORT_STATES = ['intended', 'active', 'revoking', 'stuck', 'closed'] as const;

/** `GET /v1/leases`: those of one state, else all that are not over. */
export const leasesQuery = z.strictObject({ state: z.enum(LEASE_REPORT_STATES).optional() });

const leaseReport = z.object({
  id,
  /** `null`: a login found at a target that no lease knew. */
  grantId: id.nullable(),
  person: personName.nullable(),
  profileName: name.nullable(),
  targetId: name,
  targetName: name,
  /** The login's name there. */
  account: name,
  state: z.enum(LEASE_REPORT_STATES),
  expiresAt: instant,
  attempts: z.int().nonnegative(),
  /** The target's last answer, in a sentence. */
  trouble: text.nullable(),
  nextTryAt: instant.nullable(),
  stuckAt: instant.nullable(),
});
export type LeaseReport = z.output<typeof leaseReport>;

/** Oldest first, at most 200. */
export const leasesAnswer = z.object({
  serverNow: instant,
  leases: z.array(leaseReport).max(200).readonly(),
  /** There are more than these. */
  more: z.boolean(),
});

/**
 * `POST /v1/leases/:id/close`: nobody tries any more to take the login back. Only of stuck leases (`wrong-status`), with a reason (`reason-required`).
 * Nothing says afterwards that the login is gone: an admin has seen to it, or has decided to leave it.
 */
export const closeRequest = z.strictObject({ reason: words(LONGEST_REASON), source: source.optional() });
export type CloseRequestBody = z.output<typeof closeRequest>;
export const leaseAnswer = z.object({ serverNow: instant, lease: leaseReport });

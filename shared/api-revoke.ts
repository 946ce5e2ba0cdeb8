/**
 * Ending other people's access on the wire, as zod schemas: for admins (`admins` in stint.yaml). Renderer and preload never load this module.
 */
import { z } from 'zod';
import { id, instant, source, words } from './api-words.ts';
import { LONGEST_REASON } from './untrusted-text.ts';

/**
 * `POST /v1/grants/:id/revoke`, `/v1/people/:id/revoke`, `/v1/targets/:id/revoke`. The reason is required (`reason-required`): the person reads it,
 * and it stands in the audit.
 */
export const revokeRequest = z.strictObject({ reason: words(LONGEST_REASON), source: source.optional() });
export type RevokeRequestBody = z.output<typeof revokeRequest>;

/** A target's id in stint.yaml. */
export const targetId = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/u,
    'A target id is 2–64 lower-case letters, digits and dashes.',
  );

/** The grants that this call has ended, oldest first. Repeated, it ends what has come since. */
export const revokedAnswer = z.object({ serverNow: instant, ended: z.array(id).readonly() });

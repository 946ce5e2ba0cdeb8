/**
 * Profiles and what policy says about them on the wire, as zod schemas. Renderer and preload never load this module.
 */
import { z } from 'zod';
import { needs } from './api-grant.ts';
import { durationSeconds, name, profileId, text } from './api-words.ts';
import { DURATION_LADDER_SECONDS, SHORTER_SECONDS } from './duration.ts';
import { ENTITLEMENT_KINDS, IMPORTANCES, type ProfileOffer } from './profile.ts';

/** Every rung there is, and the profile's own longest. */
const MOST_RUNGS = SHORTER_SECONDS.length + DURATION_LADDER_SECONDS.length + 1;

export const entitlement = z.object({
  id: name,
  kind: z.enum(ENTITLEMENT_KINDS),
  targetId: name,
  targetName: name,
  allows: z.array(name).readonly(),
  denies: z.array(name).readonly(),
});

export const profileOffer = z.object({
  profile: z.object({
    id: profileId,
    name,
    summary: text,
    importance: z.enum(IMPORTANCES),
    entitlements: z.array(entitlement).readonly(),
  }),
  offer: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('open'),
      durationsSeconds: z.array(durationSeconds).min(1).max(MOST_RUNGS).readonly(),
      longestSeconds: durationSeconds,
      ceilingReason: text,
      review: needs.nullable(),
      longer: z
        .array(z.object({ fromSeconds: durationSeconds, review: needs.nullable() }))
        .max(MOST_RUNGS)
        .readonly()
        .optional(),
      reasonRequired: z.boolean(),
      ticketRequired: z.boolean(),
    }),
    z.object({ kind: z.literal('refused'), sentence: text }),
  ]),
});

profileOffer satisfies z.ZodType<ProfileOffer>;

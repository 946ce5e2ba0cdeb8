/**
 * The smallest words of the broker's API, as zod schemas: instants, ids, durations, bounded text. Renderer and preload never load this module.
 */
import { z } from 'zod';
import { LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from './duration.ts';
import { toRfc3339 } from './instant.ts';
import { SOURCES } from './custody.ts';
import { hasDeceivingCharacters } from './untrusted-text.ts';

/** An instant: RFC 3339 in UTC on the wire, epoch milliseconds in memory. */
export const instant = z.codec(z.iso.datetime(), z.int(), {
  decode: (text) => Date.parse(text),
  encode: (at) => toRfc3339(at),
});

/** A ULID: 26 characters of Crockford's base 32 (https://github.com/ulid/spec). */
export const id = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u);
export const profileId = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/u,
    'A profile id is 2–64 lower-case letters, digits and dashes.',
  );
/** A device's id: the RFC 7638 SHA-256 thumbprint of its public key, base64url. */
export const deviceId = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);
export const durationSeconds = z.int().min(SHORTEST_GRANT_SECONDS).max(LONGEST_GRANT_SECONDS);
export const text = z.string().max(4000);
export const name = z.string().max(200);

/** A line of words from a person: no control or bidirectional characters. */
export const words = (longest: number): z.ZodString =>
  z
    .string()
    .max(longest, `Use at most ${String(longest)} characters.`)
    .refine((value) => !hasDeceivingCharacters(value), 'Leave out control and invisible characters.');

/** What ordered the act on the desktop, as the desktop knows it. It goes into the audit and decides nothing. */
export const source = z.enum(SOURCES);

/** The smallest words of stint.yaml, as zod schemas: ids, phrases, ports, references to secrets. */
import { z } from 'zod';
import { hasDeceivingCharacters } from '../../shared/untrusted-text.ts';

const ID = 'Use 2–64 lower-case letters, digits and dashes, beginning and ending with a letter or digit.';
export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/u, ID);
export const phrase = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1, 'Write at least one character.')
    .max(longest, `Use at most ${longest} characters.`)
    .refine((text) => !hasDeceivingCharacters(text), 'Leave out control and invisible characters.');
/** What every target says of itself. */
export const targetWords = { id: slug, name: phrase(100), environment: slug.optional() };
/** A PostgreSQL identifier: at most 63 bytes. It is quoted wherever it is used. */
export const identifier = phrase(63);
export const port = z.int('Use a whole number from 0 to 65535.').min(0).max(65_535);
export const secret = z
  .string()
  .regex(/^(?:file:.+|env:[A-Za-z_][A-Za-z0-9_]*)$/u, 'Name where the secret is: file:/path or env:NAME.');

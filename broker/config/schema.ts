/**
 * What may stand in stint.yaml, as strict zod schemas. References between its parts (targets, groups) are checked in references.ts;
 * secrets appear only as references and are read in secret-reference.ts.
 */
import { z } from 'zod';
import { LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import { IMPORTANCES } from '../../shared/profile.ts';
import { hasDeceivingCharacters } from '../../shared/untrusted-text.ts';
import { parseDuration } from './duration-text.ts';

const ID = 'Use 2–64 lower-case letters, digits and dashes, beginning and ending with a letter or digit.';
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/u, ID);
const phrase = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1, 'Write at least one character.')
    .max(longest, `Use at most ${longest} characters.`)
    .refine((text) => !hasDeceivingCharacters(text), 'Leave out control and invisible characters.');
/** A PostgreSQL identifier: at most 63 bytes. It is quoted wherever it is used. */
const identifier = phrase(63);
const port = z.int('Use a whole number from 0 to 65535.').min(0).max(65_535);
const secret = z
  .string()
  .regex(/^(?:file:.+|env:[A-Za-z_][A-Za-z0-9_]*)$/u, 'Name where the secret is: file:/path or env:NAME.');

const duration = (least: number, most: number, allowed: string): z.ZodType<number> =>
  z
    .union([z.string(), z.number()], { error: `Write a duration such as "30 min" or "8 h"; ${allowed}.` })
    .transform((value, context) => {
      const seconds = parseDuration(value);
      if (seconds !== undefined && seconds >= least && seconds <= most) return seconds;
      context.addIssue({
        code: 'custom',
        message: `Write a duration such as "30 min" or "8 h"; ${allowed}.`,
      });
      return z.NEVER;
    });
const length = duration(SHORTEST_GRANT_SECONDS, LONGEST_GRANT_SECONDS, 'from 10 s to 24 h');
const waiting = duration(10, 7 * 86_400, 'from 10 s to 7 d');

const storage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('embedded') }),
  z.strictObject({ kind: z.literal('postgresql'), owner: secret, run: secret }),
]);

const account = z.strictObject({
  name: slug,
  displayName: phrase(100).optional(),
  groups: z.array(slug).max(100).default([]),
  tokenDays: z.int().min(1).max(365).default(90),
});

const target = z.discriminatedUnion('kind', [
  z.strictObject({ id: slug, name: phrase(100), kind: z.literal('demo') }),
  z.strictObject({
    id: slug,
    name: phrase(100),
    kind: z.literal('postgresql'),
    host: phrase(255),
    port: port.min(1).default(5432),
    database: identifier.default('postgres'),
    username: identifier,
    leftBehindRole: identifier.default('stint_left_behind'),
    password: secret,
    sslMode: z.enum(['disable', 'require', 'verify-full']).default('verify-full'),
  }),
]);

const entitlement = z.strictObject({
  target: slug,
  database: identifier,
  role: identifier,
  allows: z.array(phrase(100)).max(10).default([]),
  denies: z.array(phrase(100)).max(10).default([]),
});

const need = z.enum(['required', 'optional']).default('optional');

const profile = z
  .strictObject({
    id: slug,
    name: phrase(100),
    summary: phrase(500).or(z.literal('')).default(''),
    importance: z.enum(IMPORTANCES).default('medium'),
    groups: z.array(slug).max(100).default([]),
    longest: length,
    total: length.optional(),
    reason: need,
    ticket: need,
    review: z
      .union(
        [z.literal('nobody'), z.strictObject({ group: slug, count: z.int().min(1).max(9).default(1) })],
        {
          error: 'Write nobody, or { group: NAME, count: 1–9 }.',
        },
      )
      .default('nobody'),
    reviewWithin: waiting.default(3600),
    startWithin: waiting.default(900),
    entitlements: z.array(entitlement).min(1, 'Name at least one entitlement.').max(20),
  })
  .refine(({ longest, total }) => total === undefined || total >= longest, {
    path: ['total'],
    error: 'Write the same as longest, or more: extensions count on top of it.',
  });

export const configSchema = z.strictObject({
  listen: z
    .strictObject({
      host: phrase(255).default('127.0.0.1'),
      port: port.default(0),
      names: z.array(phrase(255)).max(20).default([]),
    })
    .prefault({}),
  storage: storage.default({ kind: 'embedded' }),
  accounts: z.array(account).max(1000).default([]),
  targets: z.array(target).max(1000),
  profiles: z.array(profile).max(20_000),
});

export type Config = z.output<typeof configSchema>;
export type TargetConfig = Config['targets'][number];
export type ProfileConfig = Config['profiles'][number];

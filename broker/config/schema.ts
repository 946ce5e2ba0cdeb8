/**
 * What may stand in stint.yaml, as strict zod schemas. References between its parts (targets, groups) are checked in references.ts;
 * secrets appear only as references and are read in secret-reference.ts.
 */
import { z } from 'zod';
import { LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import { IMPORTANCES } from '../../shared/profile.ts';
import { MOST_STAGES } from '../../shared/review-need.ts';
import { parseDuration } from './duration-text.ts';
import { sshEntitlement, sshTarget } from './ssh-schema.ts';
import { webhook } from './webhook-schema.ts';
import { identifier, phrase, port, secret, slug, targetWords } from './words.ts';

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
  owner: slug.optional(),
  tokenDays: z.int().min(1).max(365).default(90),
});

const target = z.discriminatedUnion('kind', [
  z.strictObject({ ...targetWords, kind: z.literal('demo') }),
  z.strictObject({ ...targetWords, kind: z.literal('demo-ssh') }),
  sshTarget,
  z.strictObject({
    ...targetWords,
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

/** Which of these an entitlement must have depends on its target's kind: see references.ts. */
const entitlement = z.strictObject({
  target: slug,
  database: identifier.optional(),
  role: identifier.optional(),
  ...sshEntitlement,
  allows: z.array(phrase(100)).max(10).default([]),
  denies: z.array(phrase(100)).max(10).default([]),
});

const stage = z.strictObject({ group: slug, count: z.int().min(1).max(9).default(1) });
const WHO_REVIEWS = 'Write nobody, or { group: NAME, count: 1–9 }, or a list of these for several stages.';
const stages = z
  .array(stage)
  .min(1)
  .max(MOST_STAGES)
  .refine((list) => new Set(list.map(({ group }) => group)).size === list.length, 'Name each group once.');

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
    review: z.union([z.literal('nobody'), stage, stages], { error: WHO_REVIEWS }).default('nobody'),
    tags: z.array(slug).max(50).default([]),
    reviewWithin: waiting.default(3600),
    remindAfter: waiting.optional(),
    escalate: z.strictObject({ after: waiting, group: slug }).optional(),
    startWithin: waiting.default(900),
    entitlements: z.array(entitlement).min(1, 'Name at least one entitlement.').max(20),
  })
  .refine(({ longest, total }) => total === undefined || total >= longest, {
    path: ['total'],
    error: 'Write the same as longest, or more: extensions count on top of it.',
  })
  .refine(({ escalate, reviewWithin }) => escalate === undefined || escalate.after < reviewWithin, {
    path: ['escalate', 'after'],
    error: 'Write less than reviewWithin (1 h, where it is not written): later there is nothing to decide.',
  })
  .refine(({ remindAfter, reviewWithin }) => remindAfter === undefined || remindAfter < reviewWithin, {
    path: ['remindAfter'],
    error:
      'Write less than reviewWithin (1 h, where it is not written): later there is nothing to remind of.',
  });

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const configSchema = z.strictObject({
  listen: z
    .strictObject({
      host: phrase(255).default('127.0.0.1'),
      port: port.default(0),
      names: z.array(phrase(255)).max(20).default([]),
    })
    .prefault({}),
  storage: storage.default({ kind: 'embedded' }),
  policies: z.array(phrase(1000)).min(1, 'Name at least one file.').max(100).optional(),
  timeZone: phrase(100).refine(isTimeZone, 'Use a name such as Europe/Berlin, or UTC.').default('UTC'),
  accounts: z.array(account).max(1000).default([]),
  admins: slug.optional(),
  targets: z.array(target).max(1000),
  profiles: z.array(profile).max(20_000),
  webhooks: z.array(webhook).max(100).default([]),
});

export type Config = z.output<typeof configSchema>;
export type TargetConfig = Config['targets'][number];
export type ProfileConfig = Config['profiles'][number];
export type EntitlementConfig = ProfileConfig['entitlements'][number];
export type WebhookConfig = Config['webhooks'][number];

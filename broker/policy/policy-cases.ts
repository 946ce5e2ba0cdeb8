/** A table of expected decisions, for the tests of whoever writes policies: read from YAML, each decided and compared. Pure but for the reading. */
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { parseDuration } from '../config/duration-text.ts';
import type { Circumstances, Decision, Question, Running } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Person } from '../../shared/person.ts';
import { parseApproval } from './approval-text.ts';
import type { ReviewStage } from '../../shared/review-need.ts';
import { decide, permit } from './decide.ts';
import { describeDecision } from './explain.ts';
import { createJudge, type JudgeDeps } from './judge.ts';

const stage = z.string().transform((text, context): ReviewStage => {
  const stages = parseApproval(text);
  const [only, ...more] = typeof stages === 'string' || 'wrong' in stages ? [] : stages;
  if (only !== undefined && more.length === 0) return only;
  context.addIssue({ code: 'custom', message: 'Write an approval such as "1 of group:dba".' });
  return z.NEVER;
});

const duration = z.union([z.string(), z.number()]).transform((value, context): number => {
  const seconds = parseDuration(value);
  if (seconds !== undefined) return seconds;
  context.addIssue({ code: 'custom', message: 'Write a duration such as "30 min" or "8 h".' });
  return z.NEVER;
});

const policyCase = z.strictObject({
  name: z.string().min(1),
  /** An account of stint.yaml, or groups. */
  as: z.union([z.string(), z.strictObject({ groups: z.array(z.string()) })], {
    error: 'Name an account, or write { groups: [dba] }.',
  }),
  profile: z.string(),
  duration: duration.default(900),
  reason: z.string().default(''),
  ticket: z.string().optional(),
  at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  address: z.union([z.ipv4(), z.ipv6()]).optional(),
  signedIn: duration.optional(),
  /** How long it has been held: it is an extension that is decided, by `duration`. */
  running: duration.optional(),
  /** Approvals that are there: it is the start that is decided. */
  approvals: z.array(stage).optional(),
  /** "allowed", "refused", "needs 1 of dba, then 1 of security" */
  expect: z.string().regex(/^(?:allowed|refused|needs .+)$/u, 'Write allowed, refused, or needs 1 of dba.'),
  /** What the refusal says, or a part of it. */
  says: z.string().optional(),
});

const table = z.strictObject({ cases: z.array(policyCase).min(1, 'Write at least one case.') });
export type PolicyCase = z.output<typeof policyCase>;

export type CasesResult =
  | { readonly ok: true; readonly value: readonly PolicyCase[] }
  | { readonly ok: false; readonly sentence: string };

export function parseCases(text: string): CasesResult {
  let given: unknown;
  try {
    given = parseYaml(text);
  } catch (error) {
    return { ok: false, sentence: `This is not YAML: ${error instanceof Error ? error.message : ''}` };
  }
  const parsed = table.safeParse(given);
  if (parsed.success) return { ok: true, value: parsed.data.cases };
  return {
    ok: false,
    sentence: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'),
  };
}

export interface CaseWorld {
  readonly profiles: ReadonlyMap<string, ProfileRule>;
  /** The person with that account; `undefined`: there is none. */
  readonly personOf: (account: string) => Person | undefined;
}

/** `null`: as expected; otherwise what came instead. */
export function tryCase(deps: JudgeDeps, world: CaseWorld, one: PolicyCase): string | null {
  const profile = world.profiles.get(one.profile);
  if (profile === undefined) return `there is no profile “${one.profile}”`;
  const person = typeof one.as === 'string' ? world.personOf(one.as) : somebodyIn(one.as.groups);
  if (person === undefined) return `there is no account “${typeof one.as === 'string' ? one.as : ''}”`;
  const from: Circumstances = {
    address: one.address ?? null,
    signedInAt: one.signedIn === undefined ? null : one.at - one.signedIn * 1000,
  };
  const { at, duration: durationSeconds, reason, ticket = null } = one;
  const question: Question = {
    ...{ person, profile, at, from, durationSeconds, reason, ticket },
    ...(one.running === undefined ? {} : { running: endingNow(one.running, at, profile) }),
  };
  const judge = createJudge(deps);
  const decision =
    one.approvals === undefined ? decide(judge, question) : permit(judge, question, one.approvals);
  return matches(decision, one) ? null : describeDecision(decision);
}

function endingNow(seconds: number, at: Instant, { totalSeconds }: ProfileRule): Running {
  const startedAt = at - seconds * 1000;
  return { startedAt, expiresAt: at, latestEndAt: startedAt + totalSeconds * 1000 };
}

function matches(decision: Decision, { expect, says = '' }: PolicyCase): boolean {
  return decision.decision === 'deny'
    ? expect === 'refused' && decision.sentence.includes(says)
    : describeDecision(decision) === expect;
}

function somebodyIn(groups: readonly string[]): Person {
  const name = 'Somebody';
  return {
    id: '',
    issuer: 'somewhere',
    subject: 'somebody',
    name,
    groups,
    mayApprove: false,
    isAdmin: false,
  };
}

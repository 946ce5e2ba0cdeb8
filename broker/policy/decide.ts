/**
 * From verdicts to decisions: within the profile's limits, permitted by the policies, approved by whom, and the words of a refusal with what
 * would mend it.
 */
import type { ReviewStage } from '../../shared/review-need.ts';
import { DURATION_LADDER_SECONDS } from '../../shared/duration.ts';
import type { Decision, Denial, Policy, Question } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { PolicyFacts } from './annotations.ts';
import { describeNeed } from './approval-text.ts';
import { stagesOf, toNeed } from '../../shared/review-need.ts';
import type { Verdict } from './evaluate.ts';
import type { Judge } from './judge.ts';
import { deny, findBeyondLimits } from './limits.ts';
import { looksAtLength } from './looked-at-in.ts';
import type { Selection } from './engine-sets.ts';

export const BROKEN =
  'The policies could not be applied to this, so nothing is given. Tell whoever runs the broker.';
const CONTRADICTION =
  'Policies let this be asked for, but no approval that they ask for lets it start. Tell whoever runs the broker.';
const ALLOW = { decision: 'allow' } as const;

/** Stand-ins for words that nobody has written yet. */
export const SOME_WORDS = { reason: 'a reason', ticket: 'a ticket' } as const;

export function decide(judge: Judge, question: Question, which: Selection = 'all'): Decision {
  const beyond = findBeyondLimits(question);
  if (beyond !== null) return beyond;
  const requested = judge.ask('request', question, [], which);
  if (!requested.allowed) return denied(judge, question, requested);
  let last: Verdict | undefined;
  // The least that any of the permits asks for and the permit on `start` is content with.
  for (const stages of askedBy(requested.by, question.profile)) {
    last = judge.ask('start', question, stages, which);
    if (!last.allowed) continue;
    const needs = toNeed(stages);
    return needs === null ? ALLOW : { decision: 'needs-review', needs };
  }
  if (last?.errors.length !== 0) return deny('policy-refused', BROKEN);
  return deny('policy-refused', reasonOf(last.by) ?? CONTRADICTION);
}

/** The enforcement: what may be asked for no more may be started no more, and what is started has its approvals. */
export function permit(
  judge: Judge,
  question: Question,
  approvals: readonly ReviewStage[],
): ReturnType<Policy['permit']> {
  const beyond = findBeyondLimits(question);
  if (beyond !== null) return beyond;
  const requested = judge.ask('request', question);
  if (!requested.allowed) return denied(judge, question, requested);
  // SECURITY: start-by-policy
  const started = judge.ask('start', question, approvals);
  if (started.allowed) {
    const announced = [...requested.by, ...started.by].flatMap(({ announceTo }) => announceTo ?? []);
    return { decision: 'allow', announceTo: [...new Set(announced)] };
  }
  if (started.errors.length > 0) return deny('policy-refused', BROKEN);
  const decision = decide(judge, question);
  const missing =
    decision.decision === 'needs-review'
      ? `This profile now needs an approval by ${describeNeed(decision.needs)}. Ask again.`
      : 'No policy lets this start.';
  return deny('policy-refused', reasonOf(started.by) ?? missing);
}

/** What may be asked of people, the least first. An annotation that names too few people is found out by `start`. */
function askedBy(permits: readonly PolicyFacts[], profile: ProfileRule): (readonly ReviewStage[])[] {
  return permits
    .map(({ approval }) => (approval === 'profile' ? stagesOf(profile.review) : approval))
    .toSorted((a, b) => peopleIn(a) - peopleIn(b));
}

function peopleIn(stages: readonly ReviewStage[]): number {
  return stages.reduce((sum, { count }) => sum + count, 0);
}

function denied(judge: Judge, question: Question, verdict: Verdict): Denial {
  if (verdict.errors.length > 0) return deny('policy-refused', BROKEN);
  const sentence = reasonOf(verdict.by) ?? whyNothingPermits(question);
  return deny(verdict.by.length > 0 ? slipIn(judge, verdict.by) : slipByTrying(judge, question), sentence);
}

/** What all of the forbids speak of, somebody may mend. */
function slipIn(judge: Judge, forbids: readonly PolicyFacts[]): Denial['code'] {
  const { speaksOf } = judge.policies();
  const words = forbids.map(({ id }) => speaksOf.get(id) ?? new Set<string>());
  if (words.every((each) => each.has('reason'))) return 'reason-required';
  if (words.every((each) => each.has('ticket'))) return 'ticket-required';
  return words.every(looksAtLength) ? 'duration-out-of-range' : 'policy-refused';
}

/** Nothing permits it: would something, with a reason, a ticket, or for a shorter time? Only what would change the question, and what some policy looks at, is tried. */
function slipByTrying(judge: Judge, question: Question): Denial['code'] {
  const { speaks } = judge.policies();
  const noReason = speaks.has('reason') && question.reason.trim() === '';
  const noTicket = speaks.has('ticket') && (question.ticket ?? '').trim() === '';
  const given = {
    ...question,
    ...(noReason ? { reason: SOME_WORDS.reason } : {}),
    ...(noTicket ? { ticket: SOME_WORDS.ticket } : {}),
  };
  const would = (changes: Partial<Question>): boolean => judge.would('request', { ...given, ...changes });
  if (noReason && would({ ticket: question.ticket })) return 'reason-required';
  if (noTicket && would({})) return 'ticket-required';
  const shortest = DURATION_LADDER_SECONDS[0];
  const isLonger = looksAtLength(speaks) && question.durationSeconds > shortest;
  return isLonger && would({ durationSeconds: shortest }) ? 'duration-out-of-range' : 'policy-refused';
}

export function reasonOf(forbids: readonly PolicyFacts[]): string | null {
  return forbids.find(({ denyReason }) => denyReason !== null)?.denyReason ?? null;
}

function whyNothingPermits({ person, profile }: Question): string {
  const { groups } = profile;
  return groups.length === 0 || groups.some((group) => person.groups.includes(group))
    ? 'No policy lets you ask for this.'
    : `Only members of ${groups.join(' or ')} may ask for this.`;
}

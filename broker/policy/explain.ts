/** A decision laid open: each question that was put to the policies, what came of it, and the policies that made it so. */
import type { ReviewStage } from '../../shared/review-need.ts';
import { toRfc3339 } from '../../shared/instant.ts';
import { describeDuration } from '../../shared/duration.ts';
import type { Decision, Question } from '../ports/policy.ts';
import { describeNeed, describeStage } from './approval-text.ts';
import { decide, permit } from './decide.ts';
import type { Verdict } from './evaluate.ts';
import { createJudge, type Judge, type JudgeDeps } from './judge.ts';

/** `approvals`: those that are there already; then it is a start that is explained. */
export function explain(deps: JudgeDeps, question: Question, approvals: readonly ReviewStage[]): string {
  const asked: { readonly action: string; readonly verdict: Verdict }[] = [];
  const judge = createJudge(deps);
  const listening: Judge = {
    ...judge,
    ask(action, about, given = [], which) {
      const verdict = judge.ask(action, about, given, which);
      const having = given.length === 0 ? '' : ` with ${given.map(describeStage).join(' and ')}`;
      asked.push({ action: `${action}${having}`, verdict });
      return verdict;
    },
  };
  const decision =
    approvals.length === 0 ? decide(listening, question) : permit(listening, question, approvals);
  const ids = new Set(asked.flatMap(({ verdict }) => verdict.by.map(({ id }) => id)));
  const { texts } = deps.policies();
  return [
    headline(question, deps.timeZone),
    `Decision: ${describeDecision(decision)}`,
    '',
    ...asked.map(({ action, verdict }) => `  ${action}: ${describeVerdict(verdict)}`),
    ...[...ids].flatMap((id) => ['', texts.get(id) ?? '']),
  ].join('\n');
}

function headline({ person, profile, durationSeconds, at }: Question, timeZone: string): string {
  const groups = person.groups.length === 0 ? 'in no group' : person.groups.join(', ');
  const length = describeDuration(durationSeconds);
  return `${person.name} (${groups}) asks for “${profile.profile.name}” (${profile.profile.id}) for ${length}, at ${toRfc3339(at)}, hours in ${timeZone}.`;
}

/** "allowed", "needs 1 of dba", "refused: Only from 8 to 18." */
export function describeDecision(decision: Decision): string {
  switch (decision.decision) {
    case 'allow':
      return 'allowed';
    case 'needs-review':
      return `needs ${describeNeed(decision.needs)}`;
    case 'deny':
      return `refused: ${decision.sentence}`;
  }
}

function describeVerdict({ allowed, by, errors }: Verdict): string {
  if (errors.length > 0) return `refused, for a policy failed: ${errors.join('; ')}`;
  const names = by.map(({ id }) => id).join(', ');
  if (allowed) return `permitted by ${names}`;
  return names === '' ? 'refused, for nothing permits it' : `forbidden by ${names}`;
}

/** What policy would answer if this person asked now: for how long, reviewed by whom, with what given, or why not. */
import { DURATION_LADDER_SECONDS, SHORTER_SECONDS } from '../../shared/duration.ts';
import type { ReviewNeed } from '../../shared/review-need.ts';
import type { Offer } from '../../shared/profile.ts';
import type { Decision, Question } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { decide, SOME_WORDS } from './decide.ts';
import type { Judge } from './judge.ts';
import { looksAtLength } from './looked-at-in.ts';
import { wantedWords } from './wanted-words.ts';

export type Asker = Pick<Question, 'person' | 'profile' | 'at' | 'from'>;

const PROFILES_LIMIT = 'the limit of this profile.';
const POLICYS_LIMIT = 'the policies in force.';

interface Rung {
  readonly seconds: number;
  readonly decision: Decision;
}

export function offerOf(judge: Judge, asker: Asker): Offer {
  const { profile } = asker;
  const rungs = decideRungs(judge, asker);
  const open = rungs.filter(({ decision }) => decision.decision !== 'deny');
  const [first] = open;
  if (first === undefined) {
    // The shortest comes first; what forbids it forbids the others too.
    const decision = rungs[0]?.decision;
    return {
      kind: 'refused',
      sentence: decision?.decision === 'deny' ? decision.sentence : 'No policy lets you ask for this.',
    };
  }
  const longest = open.at(-1) ?? first;
  const { reason, ticket } = wantedWords(judge, { ...asker, durationSeconds: first.seconds });
  const longer = open.filter(
    ({ decision }, index) => index > 0 && !sameNeed(needOf(decision), needOf(open[index - 1]?.decision)),
  );
  return {
    kind: 'open',
    durationsSeconds: open.map(({ seconds }) => seconds),
    longestSeconds: longest.seconds,
    ceilingReason:
      longest.seconds === profile.longestSeconds ? PROFILES_LIMIT : whyNoLonger(rungs, longest.seconds),
    review: needOf(first.decision),
    ...(longer.length === 0
      ? {}
      : {
          longer: longer.map(({ seconds, decision }) => ({ fromSeconds: seconds, review: needOf(decision) })),
        }),
    reasonRequired: profile.reasonRequired || reason,
    ticketRequired: profile.ticketRequired || ticket,
  };
}

/** Rising. Words are taken as given, and rules about them are left to the asking. */
function decideRungs(judge: Judge, asker: Asker): readonly Rung[] {
  const { longestSeconds } = asker.profile;
  const decideFor = (seconds: number): Rung => ({
    seconds,
    decision: decide(judge, { ...asker, ...SOME_WORDS, durationSeconds: seconds }, 'wordless'),
  });
  const ladder = [...DURATION_LADDER_SECONDS.filter((seconds) => seconds < longestSeconds), longestSeconds];
  const shortest = decideFor(ladder[0] ?? longestSeconds);
  const { speaks } = judge.policies();
  // The same for every length.
  if (!looksAtLength(speaks)) return ladder.map((seconds) => ({ ...shortest, seconds }));
  if (shortest.decision.decision !== 'deny') return [shortest, ...ladder.slice(1).map(decideFor)];
  // For policies that allow less than the first rung.
  const shorter = SHORTER_SECONDS.filter((seconds) => seconds < shortest.seconds).map(decideFor);
  return [...shorter, shortest, ...ladder.slice(1).map(decideFor)];
}

function whyNoLonger(rungs: readonly Rung[], longestSeconds: number): string {
  const refused = rungs.find(({ seconds }) => seconds > longestSeconds)?.decision;
  return refused?.decision === 'deny' ? refused.sentence : POLICYS_LIMIT;
}

function needOf(decision: Decision | undefined): ReviewNeed | null {
  return decision?.decision === 'needs-review' ? decision.needs : null;
}

function sameNeed(a: ReviewNeed | null, b: ReviewNeed | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The shortest that is looked at first. */
export function shortestOf({ longestSeconds }: ProfileRule): number {
  return Math.min(DURATION_LADDER_SECONDS[0], longestSeconds);
}

/** Puts questions to the policies in force now, in their time zone, and says aloud when one of them fails. */
import type { ReviewStage } from '../../shared/review-need.ts';
import type { Log } from '../ports/log.ts';
import type { Question, ReviewQuestion } from '../ports/policy.ts';
import { allows, evaluate, type Verdict } from './evaluate.ts';
import { createLocalTime } from './local-time.ts';
import type { Selection } from './engine-sets.ts';
import type { PolicySet } from './policy-set.ts';
import { toCall, toReviewCall } from './to-call.ts';

export interface Judge {
  /** Those in force: they may be others for the next question. */
  readonly policies: () => PolicySet;
  ask(
    action: 'request' | 'start',
    question: Question,
    approvals?: readonly ReviewStage[],
    which?: Selection,
  ): Verdict;
  /** Whether it is allowed, without a word on why not: sooner said. */
  would(action: 'request' | 'start', question: Question, which?: Selection): boolean;
  askReview(question: ReviewQuestion): Verdict;
}

export interface JudgeDeps {
  readonly policies: () => PolicySet;
  /** Of the IANA database. */
  readonly timeZone: string;
  readonly log: Log;
}

export function createJudge({ policies, timeZone, log }: JudgeDeps): Judge {
  const localTime = createLocalTime(timeZone);

  function tell(verdict: Verdict, profileId: string): Verdict {
    if (verdict.errors.length > 0) log.error({ errors: verdict.errors, profileId }, 'A policy failed');
    return verdict;
  }

  return {
    policies,
    ask(action, question, approvals = [], which = 'all') {
      const call = toCall(action, question, approvals, localTime(question.at));
      return tell(evaluate(policies(), which, call), question.profile.profile.id);
    },
    would(action, question, which = 'all') {
      return allows(policies(), which, toCall(action, question, [], localTime(question.at)));
    },
    askReview(question) {
      const call = toReviewCall(question, localTime(question.at));
      return tell(evaluate(policies(), 'all', call), question.profile.profile.id);
    },
  };
}

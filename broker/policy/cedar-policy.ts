/**
 * The policy in force, by Cedar: default deny, forbid wins, and an error is a deny. Annotations say whom to ask and why something is refused;
 * what they say grants nothing: the permit on `start`, with approvals that were verified, does. It remembers nothing between questions.
 */
import type { Policy } from '../ports/policy.ts';
import { BROKEN, decide, permit, reasonOf, SOME_WORDS } from './decide.ts';
import type { Person } from '../../shared/person.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Circumstances } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { stagesOf } from '../../shared/review-need.ts';
import { createOffers } from './offers.ts';
import { createJudge, type JudgeDeps } from './judge.ts';
import { deny } from './limits.ts';
import { offerOf, shortestOf } from './offer.ts';

const UNKNOWN_ASKER = 'Policies look at who asked, and they can sign in no more, so nobody approves this.';

export interface CedarPolicyDeps extends JudgeDeps {
  /** Lets whatever else waits go first, in the midst of a long list. */
  readonly othersTurn: () => Promise<void>;
}

export function createCedarPolicy(deps: CedarPolicyDeps): Policy {
  const judge = createJudge(deps);
  const offers = createOffers(
    deps.policies,
    ({ person, at, from }, profile) =>
      maySee(person, profile, at, from) ? offerOf(judge, { person, profile, at, from }) : null,
    deps.othersTurn,
  );

  function maySee(person: Person, profile: ProfileRule, at: Instant, from: Circumstances): boolean {
    const question = { person, profile, at, from, ...SOME_WORDS, durationSeconds: shortestOf(profile) };
    // Whoever is only forbidden it for now is told why.
    if (judge.ask('request', question, [], 'permits').allowed) return true;
    return stagesOf(profile.review).some(({ group }) => person.groups.includes(group));
  }

  return {
    decide: (question) => decide(judge, question),
    permit: (question, approvals) => permit(judge, question, approvals),

    mayReview(question) {
      // SECURITY: review-by-policy
      if (question.asker === null && question.verdict === 'approve' && deps.policies().looksAtAsker)
        return deny('policy-refused', UNKNOWN_ASKER);
      const { allowed, by, errors } = judge.askReview(question);
      if (allowed) return { decision: 'allow' };
      const sentence = errors.length > 0 ? BROKEN : reasonOf(by);
      return deny('policy-refused', sentence ?? 'No policy lets you review this.');
    },

    offer: (person, profile, at, from) => offerOf(judge, { person, profile, at, from }),

    offers,
    maySee,

    reviewGroups: () => deps.policies().reviewGroups,
    announceGroups: () => deps.policies().announceGroups,
  };
}

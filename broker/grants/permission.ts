/**
 * Whether a grant may still be started, or extended as approved: policy is asked again, and every approval it rests on must still be by somebody who may give it, for
 * what the profile still gives. It changes nothing.
 */
import type { Extension, Grant, GrantIn, Review } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Person, PersonName } from '../../shared/person.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { givesWhatWasAsked } from './asked.ts';
import type { GrantDeps } from './grant-deps.ts';

export type Permission =
  { readonly ok: true; readonly profile: ProfileRule } | { readonly ok: false; readonly sentence: string };

export interface StartQuestion {
  readonly person: Person;
  readonly grant: Grant;
  readonly askedDigest: string | null;
  readonly at: Instant;
  readonly reviewers: readonly PersonName[];
}

const CHANGED = 'What this profile gives has changed since it was approved. Ask again.';

/** Those who may review this grant's profile now; nobody where nobody has to. */
export async function presentReviewers(
  { profiles, identity }: Pick<GrantDeps, 'profiles' | 'identity'>,
  grant: Grant | undefined,
): Promise<readonly PersonName[]> {
  const review = grant === undefined ? null : (profiles.get(grant.profileId)?.review ?? null);
  return review === null ? [] : identity.membersOf(review.group);
}

/** Asked again at every start: a person who has left the group gets nothing, and neither does one whose reviewer has. */
export function askPolicy(deps: Pick<GrantDeps, 'profiles' | 'policy'>, question: StartQuestion): Permission {
  const { person, grant, at } = question;
  const profile = deps.profiles.get(grant.profileId);
  if (profile === undefined) return { ok: false, sentence: 'This profile no longer exists.' };
  const durationSeconds = grant.status === 'approved' ? grant.grantedSeconds : grant.durationSeconds;
  const { reason, ticket } = grant;
  const decision = deps.policy.decide('start', { person, profile, at, durationSeconds, reason, ticket });
  switch (decision.decision) {
    case 'allow':
      return { ok: true, profile };
    case 'deny':
      return { ok: false, sentence: decision.sentence };
    case 'needs-review': {
      const sentence = findMissing(grant.reviews, decision, question);
      if (sentence !== null) return { ok: false, sentence };
      return givesWhatWasAsked(question, profile) ? { ok: true, profile } : { ok: false, sentence: CHANGED };
    }
  }
}

export interface ExtendQuestion extends Omit<StartQuestion, 'person' | 'grant'> {
  /** `undefined`: can sign in no more. */
  readonly person: Person | undefined;
  readonly grant: GrantIn<'active'>;
  /** As it was approved. */
  readonly extension: Extension;
}

/** Asked once more when an approved extension is carried out. */
export function askPolicyToExtend(
  deps: Pick<GrantDeps, 'profiles' | 'policy'>,
  question: ExtendQuestion,
): Permission {
  const { person, grant, extension, at } = question;
  const profile = deps.profiles.get(grant.profileId);
  if (profile === undefined) return { ok: false, sentence: 'This profile no longer exists.' };
  if (person === undefined) return { ok: false, sentence: `${grant.person.name} can sign in no more.` };
  if (!givesWhatWasAsked(question, profile)) return { ok: false, sentence: CHANGED };
  const { durationSeconds, reason } = extension;
  const { ticket } = grant;
  const asked = { person, profile, at, durationSeconds, reason, ticket, running: grant };
  const decision = deps.policy.decide('extend', asked);
  switch (decision.decision) {
    case 'allow':
      return { ok: true, profile };
    case 'deny':
      return { ok: false, sentence: decision.sentence };
    case 'needs-review': {
      const sentence = findMissing(extension.reviews, decision, question);
      return sentence === null ? { ok: true, profile } : { ok: false, sentence };
    }
  }
}

/** Why the approvals do not suffice; `null`: they do. */
function findMissing(
  reviews: readonly Review[],
  needs: { readonly count: number; readonly group: string },
  { grant, reviewers }: Pick<StartQuestion, 'grant' | 'reviewers'>,
): string | null {
  const approvals = reviews.filter(({ verdict }) => verdict === 'approve');
  // SECURITY: approval-by-present-members
  const left = approvals.filter(
    ({ by }) => by.id === grant.person.id || !reviewers.some(({ id }) => id === by.id),
  );
  if (approvals.length - left.length >= needs.count) return null;
  const [first] = left;
  return first === undefined
    ? `This profile now needs an approval by ${needs.count} of ${needs.group}. Ask again.`
    : `${first.by.name} approved this and is not in ${needs.group}, which reviews this profile now. Ask again.`;
}

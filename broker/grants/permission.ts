/**
 * Whether a grant may still be started, or extended as approved: policy is asked again, with those approvals that are still by somebody who may
 * give them, for what the profile still gives. It changes nothing.
 */
import type { Extension, Grant, GrantIn, Review } from '../../shared/grant.ts';
import type { ReviewStage } from '../../shared/review-need.ts';
import type { Instant } from '../../shared/instant.ts';
import { isSamePerson, whoIsBehind, type Person, type PersonName } from '../../shared/person.ts';
import { shortest } from '../../shared/reviewing.ts';
import type { Circumstances, Question } from '../ports/policy.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import { givesWhatWasAsked } from './asked.ts';
import type { GrantDeps } from './grant-deps.ts';

export type Permission =
  | {
      readonly ok: true;
      readonly profile: ProfileRule;
      /** Who is told of it at once; at least two where anybody is. */
      readonly told: readonly PersonName[];
      /** Of which groups they are: somebody of each looks at it afterwards, in turn. */
      readonly toldGroups: readonly string[];
    }
  | { readonly ok: false; readonly sentence: string };

/** Who is in each group that reviewed, now. */
export type Reviewers = ReadonlyMap<string, readonly PersonName[]>;

export interface StartQuestion {
  readonly person: Person;
  readonly grant: Grant;
  readonly askedDigest: string | null;
  readonly at: Instant;
  readonly from: Circumstances;
  readonly reviewers: Reviewers;
}

/** One alone may be asleep, or be the one who did it. */
const LEAST_TOLD = 2;
const CHANGED = 'What this profile gives has changed since it was approved. Ask again.';

/** Those who are now in the groups for which people approved, and in those that are told of what is started. */
export async function presentReviewers(
  deps: Pick<GrantDeps, 'profiles' | 'identity' | 'policy'>,
  grant: Grant | undefined,
): Promise<Reviewers> {
  if (grant === undefined) return new Map();
  const groups = reviewingGroups(deps, grant);
  return new Map(
    await Promise.all(
      [...groups].map(async (group) => [group, await deps.identity.membersOf(group)] as const),
    ),
  );
}

/** A group that was not looked up is not an empty one: whoever approved for it may well be in it. */
export function knowsReviewers(
  deps: Pick<GrantDeps, 'profiles' | 'policy'>,
  reviewers: Reviewers,
  grant: Grant,
): boolean {
  return [...reviewingGroups(deps, grant)].every((group) => reviewers.has(group));
}

function reviewingGroups(
  { profiles, policy }: Pick<GrantDeps, 'profiles' | 'policy'>,
  grant: Grant,
): ReadonlySet<string> {
  const fallback = profiles.get(grant.profileId)?.review?.group;
  return new Set([
    ...policy.announceGroups(),
    ...reviewsOf(grant).flatMap(({ group, memberOf }) => memberOf ?? group ?? fallback ?? []),
  ]);
}

function reviewsOf(grant: Grant): readonly Review[] {
  const extensions = 'extensions' in grant ? grant.extensions : [];
  return [...grant.reviews, ...extensions.flatMap(({ reviews }) => reviews)];
}

/** Asked again at every start: a person who has left the group gets nothing, and neither does one whose reviewer has. */
export function askPolicy(deps: Pick<GrantDeps, 'profiles' | 'policy'>, question: StartQuestion): Permission {
  const { person, grant, at, from } = question;
  const profile = deps.profiles.get(grant.profileId);
  if (profile === undefined) return { ok: false, sentence: 'This profile no longer exists.' };
  // What was granted: an active grant has not kept it by itself.
  const durationSeconds = shortest(grant.durationSeconds, grant.reviews);
  const { reason, ticket } = grant;
  const asked = { person, profile, at, from, durationSeconds, reason, ticket };
  return permit(deps, { ...question, profile, asked, reviews: grant.reviews });
}

export interface ExtendQuestion extends Omit<StartQuestion, 'person' | 'grant' | 'from'> {
  /** `undefined`: can sign in no more. */
  readonly person: Person | undefined;
  readonly grant: GrantIn<'active'>;
  /** As it was approved. */
  readonly extension: Extension;
}

/** The broker acts by itself: the person is not there. */
const BY_ITSELF: Circumstances = { address: null, signedInAt: null };

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
  const { durationSeconds, reason, reviews } = extension;
  const { ticket } = grant;
  const asked = { person, profile, at, from: BY_ITSELF, durationSeconds, reason, ticket, running: grant };
  return permit(deps, { ...question, profile, asked, reviews });
}

interface OfOthers extends Pick<StartQuestion, 'grant' | 'reviewers'> {
  readonly asked: Question;
}

function permit(
  { policy }: Pick<GrantDeps, 'policy'>,
  question: OfOthers &
    Pick<StartQuestion, 'askedDigest'> & {
      readonly profile: ProfileRule;
      readonly reviews: readonly Review[];
    },
): Permission {
  const { profile, asked, reviews } = question;
  const { approvals, left } = verify(reviews, question);
  const decision = policy.permit(asked, approvals);
  if (decision.decision === 'deny') {
    // What was refused for want of approvals was approved by somebody who may not do so any more.
    const sentence = left !== null && enough(policy, asked, reviews, profile) ? left : decision.sentence;
    return { ok: false, sentence };
  }
  const approved = reviews.some(({ verdict }) => verdict === 'approve');
  if (approved && !givesWhatWasAsked(question, profile)) return { ok: false, sentence: CHANGED };
  const told = toldOf(decision.announceTo, question);
  // SECURITY: broken-glass-is-told
  return decision.announceTo.length === 0 || told.length >= LEAST_TOLD
    ? { ok: true, profile, told, toldGroups: groupsOf(decision.announceTo, question) }
    : { ok: false, sentence: tooFew(decision.announceTo) };
}

function toldOf(groups: readonly string[], question: OfOthers): readonly PersonName[] {
  const people = groups.flatMap((group) => othersIn(group, question));
  return [...new Map(people.map((each) => [whoIsBehind(each), each])).values()];
}

function groupsOf(groups: readonly string[], question: OfOthers): readonly string[] {
  return groups.filter((group) => othersIn(group, question).length > 0);
}

/** Members of now, but for whoever asked, by whichever account: as it was then, and as it is now. */
function othersIn(group: string, { grant, asked, reviewers }: OfOthers): readonly PersonName[] {
  return (reviewers.get(group) ?? []).filter(
    (each) => !isSamePerson(each, grant.person) && !isSamePerson(each, asked.person),
  );
}

function tooFew(groups: readonly string[]): string {
  return `At least ${LEAST_TOLD} people of ${groups.join(' and ')} must be told of this, and there are fewer. Tell whoever runs the broker.`;
}

/** Whether they would do, were everybody still in their group. */
function enough(
  policy: GrantDeps['policy'],
  asked: Question,
  reviews: readonly Review[],
  profile: ProfileRule,
): boolean {
  return policy.permit(asked, count(approvalsIn(reviews), profile)).decision === 'allow';
}

/** The approvals that hold, by group, and a sentence about the first that does not. */
function verify(
  reviews: readonly Review[],
  question: OfOthers & { readonly profile: ProfileRule },
): { readonly approvals: readonly ReviewStage[]; readonly left: string | null } {
  const { profile } = question;
  const given = approvalsIn(reviews);
  // SECURITY: approval-by-present-members
  const holds = given.flatMap((review) => {
    const others = mayStandIn(review, profile) ? othersIn(memberGroupOf(review, profile), question) : [];
    const by = others.find(({ id }) => id === review.by.id);
    return by === undefined ? [] : [{ review, by }];
  });
  const gone = given.find((given) => !holds.some(({ review }) => review === given));
  return {
    approvals: count(
      holds.map(({ review, by }) => ({ ...review, by })),
      profile,
    ),
    left: gone === undefined ? null : sayGone(gone, question),
  };
}

function sayGone(
  review: Review,
  { profile, reviewers }: Pick<OfOthers, 'reviewers'> & { readonly profile: ProfileRule },
): string {
  const group = memberGroupOf(review, profile);
  const why = !mayStandIn(review, profile)
    ? `is of ${group}, which does not stand in for ${groupOf(review, profile)} any more`
    : (reviewers.get(group) ?? []).some(({ id }) => id === review.by.id)
      ? 'is the same person as whoever asked'
      : `is not in ${group} any more`;
  return `${review.by.name} approved this and ${why}. Ask again.`;
}

function approvalsIn(reviews: readonly Review[]): readonly Review[] {
  return reviews.filter(({ verdict }) => verdict === 'approve');
}

/** An older version has not written down for which group; there was one. */
function groupOf({ group }: Review, { review }: ProfileRule): string {
  return group ?? review?.group ?? '';
}

function memberGroupOf(review: Review, profile: ProfileRule): string {
  return review.memberOf ?? groupOf(review, profile);
}

/** Whoever approved as one of the second group, once that was asked about this very stage, stands in only while the profile names it. */
function mayStandIn({ memberOf }: Review, { escalate }: ProfileRule): boolean {
  return memberOf === undefined || memberOf === escalate?.group;
}

/** Each person once, by however many accounts and for however many groups: the first they were asked as a member of. */
function count(reviews: readonly Review[], profile: ProfileRule): readonly ReviewStage[] {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  for (const review of reviews) {
    const person = whoIsBehind(review.by);
    if (seen.has(person)) continue;
    seen.add(person);
    const group = groupOf(review, profile);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return [...counts].map(([group, people]) => ({ group, count: people }));
}

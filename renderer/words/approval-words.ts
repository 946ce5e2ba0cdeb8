/**
 * The sentences of the Approvals tab: what is asked, by whom, what they did lately, and how it was decided. Pure.
 */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import type { Grant, Review } from '../../shared/grant.ts';
import type { ReviewNeed } from '../../shared/review-need.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import { countApprovals } from '../../shared/reviewing.ts';
import type { Decision } from '../approvals/decision.ts';
import { clockTime, nearTime } from './times.ts';
import { words } from './words.ts';

/** "asks for 30 min", "asks for 15 min more, to end at 14:32" */
export function asksFor(item: InboxItem, now: Instant): string {
  const length = describeDuration(item.durationSeconds);
  if (item.asks === 'afterwards') return tookWords(item.grant, length, now);
  if (item.asks === 'request' || item.grant.status !== 'active') return words.approvals.asksFor({ length });
  const end = nearTime(item.grant.expiresAt + item.durationSeconds * 1000, now);
  return words.approvals.asksForMore({ length, end });
}

/** "took this for 15 min without a review, to end at 14:32" */
function tookWords(grant: Grant, length: string, now: Instant): string {
  return grant.status === 'ended'
    ? words.afterwards.over({ length, when: nearTime(grant.endedAt, now) })
    : words.afterwards.running({ length, end: nearTime(endOf(grant), now) });
}

function endOf(grant: Grant): Instant {
  return grant.status === 'active' ? grant.expiresAt : grant.requestedAt + grant.durationSeconds * 1000;
}

/** "Used 3 times in 30 days, last until Mon 14:02; denied once" */
export function latelyWords({ lately }: InboxItem, now: Instant): string {
  const { started: times, denied, lastEndedAt } = lately;
  const use =
    times === 0
      ? words.approvals.notUsed
      : lastEndedAt === null
        ? words.approvals.used({ times })
        : words.approvals.usedLast({ times, end: nearTime(lastEndedAt, now) });
  return denied === 0 ? use : words.approvals.denials({ use, denied });
}

/** "1 of dba: you, Kim Sand" */
export function askedWords({ needs, alsoAsked }: InboxItem): string {
  const names = [words.approvals.you, ...alsoAsked.map(({ name }) => name)].join(', ');
  return withLater(words.approvals.askedOf({ count: needs.count, group: needs.group, names }), needs);
}

/** "dba, then 1 of security" */
export function withLater(before: string, { then = [] }: ReviewNeed): string {
  return then.reduce(
    (said, { count, group }) => words.approvals.thenOf({ before: said, count, group }),
    before,
  );
}

/** "1 of 2 approved"; nothing while one review decides. */
export function progressOf(reviews: readonly Review[], needs: ReviewNeed): string | null {
  const needed = needs.count;
  return needed < 2 ? null : words.approvals.progress({ given: countApprovals(reviews, needs), needed });
}

/** "1 of 2 approved, by Kim Sand"; nothing while one review decides. "Approved before by Kim Sand" by an earlier group. */
export function progressWords(reviews: readonly Review[], needs: ReviewNeed): string | null {
  const given = approvals(reviews).filter(({ group }) => (group ?? needs.group) === needs.group);
  const earlier = approvals(reviews).filter((review) => !given.includes(review));
  const before = earlier.length === 0 ? null : words.approvals.approvedBefore({ names: namesOf(earlier) });
  const now =
    needs.count < 2 || given.length === 0
      ? progressOf(reviews, needs)
      : words.approvals.progressBy({ given: given.length, needed: needs.count, names: namesOf(given) });
  const said = [before, now].filter((part) => part !== null);
  return said.length === 0 ? null : said.join('; ');
}

function approvals(reviews: readonly Review[]): readonly Review[] {
  return reviews.filter(({ verdict }) => verdict === 'approve');
}

function namesOf(reviews: readonly Review[]): string {
  return reviews.map(({ by }) => by.name).join(', ');
}

/** "in 24 min" */
export function lapsesIn(reviewBy: Instant, now: Instant): string {
  return reviewBy <= now
    ? words.approvals.now
    : words.approvals.inLength({ length: describeRemaining(reviewBy - now) });
}

/** "30 min approved by Kim Sand 09:14, ended 10:02", "denied by Kim Sand 09:14" */
export function decisionWords(decision: Decision, now: Instant): string {
  if (decision.what === 'afterwards') return lookedWords(decision, now);
  const said = decidedWords(decision, now);
  if (decision.what !== 'extension') return said;
  return words.approvals.extensionOf({ length: describeDuration(decision.seconds), decision: said });
}

function lookedWords({ outcome, by, at }: Decision, now: Instant): string {
  const when = nearTime(at, now);
  const name = by?.name ?? words.approvals.policy;
  if (outcome === 'approved') return words.afterwards.lookedAt({ name, when });
  return outcome === 'denied' ? words.afterwards.objected({ name, when }) : words.afterwards.nobody({ when });
}

function decidedWords({ what, outcome, by, at, seconds, endedAt }: Decision, now: Instant): string {
  const name = by?.name ?? words.approvals.policy;
  const when = nearTime(at, now);
  switch (outcome) {
    case 'approved': {
      const decision =
        what === 'request'
          ? words.approvals.approvedLength({ length: describeDuration(seconds), name, when })
          : words.approvals.approvedBy({ name, when });
      return endedAt === null
        ? decision
        : words.approvals.thenEnded({ decision, when: nearTime(endedAt, now) });
    }
    case 'denied':
      return words.approvals.deniedBy({ name, when });
    case 'lapsed':
      return words.approvals.lapsed({ when });
    case 'withdrawn':
      return words.approvals.withdrawn({ when });
  }
}

const TONES = { approved: 'ok', denied: 'bad', lapsed: 'plain', withdrawn: 'plain' } as const;

/** The tag of a decided line. */
export function decidedTag({ what, outcome }: Decision): { readonly word: string; readonly tone: string } {
  if (what !== 'afterwards' || outcome === 'withdrawn')
    return { word: words.approvals.tags[outcome], tone: TONES[outcome] };
  return { word: words.afterwards.tags[outcome], tone: outcome === 'lapsed' ? 'warn' : TONES[outcome] };
}

/** What became of an item that left the list without this person: "Handled by Robin West at 09:14: approved Fix a customer record, for Erin North." */
export function handledWords(item: InboxItem, { outcome, by, at }: Decision): string {
  const of = { profile: item.grant.profileName, person: item.grant.person.name };
  const handled = { ...of, name: by?.name ?? words.approvals.policy, time: clockTime(at) };
  if (item.asks === 'afterwards') return handledAfterwards(outcome, handled);
  switch (outcome) {
    case 'lapsed':
      return words.approvals.handledLapsed(of);
    case 'withdrawn':
      return words.approvals.handledWithdrawn(of);
    case 'approved':
      return words.approvals.handledApproved(handled);
    case 'denied':
      return words.approvals.handledDenied(handled);
  }
}

function handledAfterwards(
  outcome: Decision['outcome'],
  handled: {
    readonly profile: string;
    readonly person: string;
    readonly name: string;
    readonly time: string;
  },
): string {
  if (outcome === 'approved') return words.afterwards.handledFine(handled);
  if (outcome === 'denied') return words.afterwards.handledObjected(handled);
  const { profile, person } = handled;
  return words.afterwards.handledNobody({ profile, person });
}

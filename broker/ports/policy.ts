/**
 * Policy: what a person may have, asked at listing, asking, start, extend and review. Pure for one moment: everything it may look at is in the
 * question.
 */
import type { Review } from '../../shared/grant.ts';
import type { ReviewNeed, ReviewStage } from '../../shared/review-need.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Person } from '../../shared/person.ts';
import type { Offer, ProfileOffer } from '../../shared/profile.ts';
import type { ProfileRule } from './profile-rule.ts';

export interface Denial {
  readonly decision: 'deny';
  readonly code: 'policy-refused' | 'duration-out-of-range' | 'reason-required' | 'ticket-required';
  readonly sentence: string;
}

export type Decision =
  { readonly decision: 'allow' } | { readonly decision: 'needs-review'; readonly needs: ReviewNeed } | Denial;

/** How a call reached the broker. Both `null` where the broker acts by itself. */
export interface Circumstances {
  /** An IP address. */
  readonly address: string | null;
  readonly signedInAt: Instant | null;
}

export interface Question {
  readonly person: Person;
  readonly profile: ProfileRule;
  readonly at: Instant;
  readonly from: Circumstances;
  /** The whole length; of an extension, how much later the end is to be. */
  readonly durationSeconds: number;
  readonly reason: string;
  readonly ticket: string | null;
  /** What is to be extended. */
  readonly running?: Running;
}

export interface Running {
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  readonly latestEndAt: Instant;
}

/** A review that somebody is about to give: as whom, on what. */
export interface ReviewQuestion extends Omit<Question, 'person'> {
  readonly reviewer: Person;
  readonly group: string;
  readonly verdict: Review['verdict'];
  /** Who asked, as they are now. `null`: they can sign in no more, and nobody knows their groups. */
  readonly asker: Person | null;
}

export interface Permit {
  readonly decision: 'allow';
  /** Groups whose members are told at once: at least two people, or it is not permitted. */
  readonly announceTo: readonly string[];
}

export interface Policy {
  offer(person: Person, profile: ProfileRule, at: Instant, from: Circumstances): Offer;
  /** Those on this person's list, each with its offer; up to a minute old. The same list is the same array. */
  offers(
    asked: { readonly person: Person; readonly at: Instant; readonly from: Circumstances },
    profiles: ReadonlyMap<string, ProfileRule>,
  ): Promise<readonly ProfileOffer[]>;
  /** Whether it may be asked for, and who has to approve it. */
  decide(question: Question): Decision;
  /** Whether it may be started, or an extension of it carried out, with these approvals. They were verified: by people who may give them now. */
  permit(question: Question, approvals: readonly ReviewStage[]): Permit | Denial;
  mayReview(question: ReviewQuestion): { readonly decision: 'allow' } | Denial;
  /** Whether the profile is on this person's list at all. */
  maySee(person: Person, profile: ProfileRule, at: Instant, from: Circumstances): boolean;
  /** Groups that policies ask for approval, or to look at what was announced to them, beside those that profiles name. */
  reviewGroups(): ReadonlySet<string>;
  /** Groups that policies tell of what is started. */
  announceGroups(): ReadonlySet<string>;
}

/** Policy: what a person may have, asked at listing, asking, start and extend. Pure for one moment: everything it may look at is in the question. */
import type { Instant } from '../../shared/instant.ts';
import type { Person } from '../../shared/person.ts';
import type { Offer } from '../../shared/profile.ts';
import type { ProfileRule } from './profile-rule.ts';

export type Decision =
  | { readonly decision: 'allow' }
  | { readonly decision: 'needs-review'; readonly count: number; readonly group: string }
  | {
      readonly decision: 'deny';
      readonly code: 'policy-refused' | 'duration-out-of-range' | 'reason-required' | 'ticket-required';
      readonly sentence: string;
    };

export interface Question {
  readonly person: Person;
  readonly profile: ProfileRule;
  readonly at: Instant;
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

export interface Policy {
  offer(person: Person, profile: ProfileRule, at: Instant): Offer;
  decide(action: 'request' | 'start' | 'extend', question: Question): Decision;
  /** Whether the profile is on this person's list at all. */
  maySee(person: Person, profile: ProfileRule): boolean;
}

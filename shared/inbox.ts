/**
 * What waits for a person's review: everything they need to judge by, and what others have decided meanwhile.
 */
import type { Grant, Review } from './grant.ts';
import type { ReviewNeed } from './review-need.ts';
import type { Instant } from './instant.ts';
import type { PersonName } from './person.ts';
import type { Entitlement } from './profile.ts';

/** What a review is about: a request, a later end of an active grant, or access that began without a review and is looked at afterwards. */
export const ASKS = ['request', 'extension', 'afterwards'] as const;
export type Asks = (typeof ASKS)[number];

/** One thing that this person may review now. */
export interface InboxItem {
  /** Pending; active, with its latest extension pending; or active or ended, and to be looked at afterwards. */
  readonly grant: Grant;
  readonly asks: Asks;
  /** SHA-256 (hex) of exactly what is asked; a review names it, so that it can be for nothing else. */
  readonly digest: string;
  /** What is asked for, in seconds: the whole length of a request, the later end of an extension; afterwards, what had been asked for. */
  readonly durationSeconds: number;
  readonly reason: string;
  readonly askedAt: Instant;
  readonly reviewBy: Instant;
  /** When those who are asked were reminded, if they were. */
  readonly remindedAt?: Instant | undefined;
  readonly needs: ReviewNeed;
  /** Given so far, this person's own among them. */
  readonly reviews: readonly Review[];
  readonly profileSummary: string;
  readonly entitlements: readonly Entitlement[];
  /** Who else was asked, without this person; at most 20. */
  readonly alsoAsked: readonly PersonName[];
  /** What the asking person did with this profile in the last 30 days, before this. */
  readonly lately: {
    readonly started: number;
    readonly denied: number;
    readonly lastEndedAt: Instant | null;
  };
}

export interface Inbox {
  /** Longest waiting first; without those this person has reviewed already. */
  readonly waiting: readonly InboxItem[];
  /** Grants this person was asked about that were decided or lapsed in the last 24 h, latest first, at most 50. */
  readonly decided: readonly Grant[];
}

export const EMPTY_INBOX: Inbox = { waiting: [], decided: [] };

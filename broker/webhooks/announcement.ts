/**
 * What the broker tells the outside world by webhooks, as facts in the past tense: who asked, who decided, what began and ended. A fact holds
 * names, times and words of people; it never holds a credential, a token, a key or an address.
 */
import type { EndReason, GrantRequest, Review } from '../../shared/grant.ts';
import type { Asks } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import type { PersonName } from '../../shared/person.ts';

/** What `on` of a webhook may list. */
export const ANNOUNCEMENT_KINDS = [
  'request-waiting',
  'reviewed',
  'approved',
  'denied',
  'started',
  'extended',
  'ended',
  'lapsed',
  'review-reminder',
  'review-escalated',
  'broken-glass',
  'lease-stuck',
] as const;
export type AnnouncementKind = (typeof ANNOUNCEMENT_KINDS)[number];

/** What people are asked for: the whole length of a request, the later end of an extension; afterwards, what had been asked for. */
export interface Asked {
  readonly asks: Asks;
  readonly durationSeconds: number;
  readonly reason: string;
}

interface OfGrant {
  readonly at: Instant;
  readonly grant: GrantRequest;
}

interface Waits extends OfGrant, Asked {
  /** Whose members are asked. */
  readonly group: string;
  readonly reviewBy: Instant;
}

export type GrantAnnouncement =
  | ({ readonly kind: 'request-waiting' | 'review-reminder' } & Waits)
  /** `group` is the second one; `from` was asked first. */
  | ({ readonly kind: 'review-escalated'; readonly from: string } & Waits)
  | ({
      readonly kind: 'reviewed';
      readonly asks: Asked['asks'];
      readonly review: Review;
    } & OfGrant)
  | ({ readonly kind: 'approved'; readonly startBy: Instant; readonly grantedSeconds: number } & OfGrant)
  /** `by`: `null` where policy decided. */
  | ({
      readonly kind: 'denied';
      readonly asks: Asked['asks'];
      readonly by: PersonName | null;
      readonly note: string | null;
    } & OfGrant)
  | ({ readonly kind: 'started' | 'extended'; readonly expiresAt: Instant } & OfGrant)
  | ({
      readonly kind: 'ended';
      readonly why: Exclude<EndReason, 'denied' | 'lapsed'>;
      readonly note: string | null;
    } & OfGrant)
  | ({ readonly kind: 'lapsed'; readonly asks: Asked['asks'] } & OfGrant);

export type Announcement =
  | GrantAnnouncement
  /** Access without a review before it: `told` are at least two people, who hear of it at once. */
  | ({
      readonly kind: 'broken-glass';
      readonly told: readonly PersonName[];
      /** By when somebody must have looked at it. */
      readonly reviewBy: Instant;
    } & OfGrant)
  /** A login that could not be taken back for long. */
  | {
      readonly kind: 'lease-stuck';
      readonly at: Instant;
      readonly lease: {
        readonly id: string;
        readonly grantId: string | null;
        readonly targetId: string;
        /** The login's name at the target. */
        readonly account: string;
        readonly attempts: number;
        /** The target's last answer, in a sentence. */
        readonly trouble: string;
      };
    };

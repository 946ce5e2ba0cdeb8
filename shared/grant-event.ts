/**
 * What can happen to a grant (facts in the past tense, each with its instant), and the orders that follow from it. See lifecycle.ts.
 */
import type { Afterwards, Extension, Grant, Holder, Lease, LeaseState, Review } from './grant.ts';
import type { Instant } from './instant.ts';

export type GrantEvent =
  | {
      readonly event: 'approved';
      readonly at: Instant;
      readonly startBy: Instant;
      readonly grantedSeconds: number;
      readonly review: Review | null;
    }
  | { readonly event: 'denied'; readonly at: Instant; readonly note: string; readonly review: Review | null }
  /** One person's review of a pending request: denies, or counts towards the approvals needed; the shortest shortening counts. */
  | { readonly event: 'reviewed'; readonly at: Instant; readonly startBy: Instant; readonly review: Review }
  | { readonly event: 'withdrawn'; readonly at: Instant }
  | {
      readonly event: 'start-requested';
      readonly at: Instant;
      readonly heldBy: Holder;
      /** Who is to look at it after the start; absent: nobody needs to. */
      readonly afterwards?: Pick<Afterwards, 'needs' | 'reviewBy'> | undefined;
    }
  | {
      readonly event: 'minted';
      readonly at: Instant;
      readonly expiresAt: Instant;
      /** Where extensions may move the end at most; `expiresAt` where there are none. */
      readonly latestEndAt: Instant;
      readonly leases: readonly Lease[];
    }
  | { readonly event: 'mint-failed'; readonly at: Instant; readonly note: string }
  | { readonly event: 'extension-asked'; readonly at: Instant; readonly extension: Extension }
  /** One person's review of the pending extension. The end does not move by it: see `extended`. */
  | { readonly event: 'extension-reviewed'; readonly at: Instant; readonly review: Review }
  /** What people had approved policy refuses after all. */
  | { readonly event: 'extension-refused'; readonly at: Instant }
  /** The credentials at the targets are good until then already. */
  | {
      readonly event: 'extended';
      readonly at: Instant;
      readonly expiresAt: Instant;
      /** Those that an extension has changed, as they are now. */
      readonly leases?: readonly Lease[];
    }
  /** One person's review after the start, of what is active or over by now. */
  | { readonly event: 'afterwards-reviewed'; readonly at: Instant; readonly review: Review }
  | { readonly event: 'released'; readonly at: Instant }
  | { readonly event: 'revoked'; readonly at: Instant; readonly note: string }
  | {
      readonly event: 'lease-changed';
      readonly at: Instant;
      readonly leaseId: string;
      readonly state: LeaseState;
    }
  | { readonly event: 'time-passed'; readonly at: Instant };

export type Effect =
  /** Look at the grant again at this instant (send it `time-passed`). */
  | { readonly effect: 'wake'; readonly at: Instant }
  /** The desktop wipes its credentials of this grant; the broker revokes its leases. */
  | { readonly effect: 'forget credentials'; readonly grantId: string }
  | { readonly effect: 'notify'; readonly notice: Notice };

export type Notice = 'approved' | 'started' | 'ended';

export type Step = readonly [next: Grant, effects: readonly Effect[]];

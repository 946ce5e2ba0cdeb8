/**
 * A grant: one use of a profile by one person, from the asking to the end. Each status holds only what is true in it.
 * The broker is the authority for all of it; the desktop only ever ends a grant earlier than the broker would.
 */
import type { Instant } from './instant.ts';
import type { PersonName } from './person.ts';
import type { EntitlementKind, Importance } from './profile.ts';
import type { ReviewNeed } from './review-need.ts';

/** One live credential at one target. `account` is the login's name there, never its secret. */
export interface Lease {
  readonly id: string;
  readonly entitlementId: string;
  readonly kind: EntitlementKind;
  readonly targetName: string;
  readonly account: string;
  /** SSH: the certificate that is good now, as public text. An extension brings a new one. */
  readonly certificate?: string | undefined;
  readonly state: LeaseState;
}

export type LeaseState =
  | { readonly state: 'active' }
  | { readonly state: 'revoking'; readonly attempts: number }
  | {
      readonly state: 'revoked';
      readonly revokedAt: Instant;
      /** Open sessions the broker cut at the end. */
      readonly sessionsEnded: number;
      /** Objects the login had made and left behind, now owned by a role without rights: "table public.scratch". */
      readonly leftBehind: readonly string[];
    }
  /** An admin has ended the tries by hand: nothing proves that the login is gone. */
  | {
      readonly state: 'closed';
      readonly closedAt: Instant;
      readonly by: PersonName;
      readonly reason: string;
    };

export interface Review {
  readonly by: PersonName;
  readonly at: Instant;
  readonly verdict: 'approve' | 'deny';
  readonly comment: string | null;
  readonly durationSeconds: number | null;
  /** As a member of which group; `undefined` where an older version has not written it down. */
  readonly group?: string | undefined;
  /** Of which group they are, where it is the second one, asked after a time: it stands in for `group`. */
  readonly memberOf?: string | undefined;
}

/** One asking for a later end of an active grant. The latest may be pending; the others are history. */
export interface Extension {
  readonly askedAt: Instant;
  /** How much later the grant is to end, in seconds. */
  readonly durationSeconds: number;
  readonly reason: string;
  /** `null`: policy decided alone. */
  readonly needs: ReviewNeed | null;
  /** Not approved by then, it is as if it had not been asked. Never later than the grant's end. */
  readonly reviewBy: Instant;
  readonly reviews: readonly Review[];
  readonly outcome: 'pending' | 'approved' | 'denied' | 'lapsed';
}

/** A review that is asked for after the start: nobody had approved this access before. It gives nothing, and a denial ends what still runs. */
export interface Afterwards {
  /** The start. */
  readonly askedAt: Instant;
  readonly needs: ReviewNeed;
  /** Not looked at by then, that is how it stays on record. */
  readonly reviewBy: Instant;
  readonly reviews: readonly Review[];
  readonly outcome: 'pending' | 'approved' | 'denied' | 'lapsed';
}

/** The device that holds a grant's credentials. */
export interface Holder {
  readonly deviceId: string;
  readonly deviceName: string;
}

export type EndReason = 'denied' | 'withdrawn' | 'lapsed' | 'released' | 'expired' | 'revoked' | 'failed';

export interface GrantRequest {
  readonly id: string;
  readonly person: PersonName;
  readonly profileId: string;
  readonly profileName: string;
  readonly importance: Importance;
  /** What was asked for, in seconds. */
  readonly durationSeconds: number;
  readonly reason: string;
  readonly ticket: string | null;
  readonly requestedAt: Instant;
}

export type GrantStatus =
  | {
      readonly status: 'pending';
      readonly reviewBy: Instant;
      readonly needs: ReviewNeed;
      readonly reviews: readonly Review[];
    }
  | {
      readonly status: 'approved';
      readonly startBy: Instant;
      readonly grantedSeconds: number;
      readonly reviews: readonly Review[];
    }
  | {
      readonly status: 'starting';
      readonly heldBy: Holder;
      readonly grantedSeconds: number;
      readonly reviews: readonly Review[];
      readonly afterwards?: Afterwards | undefined;
    }
  | {
      readonly status: 'active';
      readonly startedAt: Instant;
      readonly expiresAt: Instant;
      readonly heldBy: Holder;
      readonly leases: readonly Lease[];
      readonly reviews: readonly Review[];
      /** The latest instant extensions may move `expiresAt` to: the profile's total, counted from the start. */
      readonly latestEndAt: Instant;
      /** Oldest first. */
      readonly extensions: readonly Extension[];
      readonly afterwards?: Afterwards | undefined;
    }
  | {
      readonly status: 'ended';
      readonly why: EndReason;
      readonly endedAt: Instant;
      /** The denial's comment, or what failed; words from people or from a target. */
      readonly note: string | null;
      readonly startedAt: Instant | null;
      readonly heldBy: Holder | null;
      readonly leases: readonly Lease[];
      readonly reviews: readonly Review[];
      readonly extensions: readonly Extension[];
      readonly afterwards?: Afterwards | undefined;
    };

export type Grant = GrantRequest & GrantStatus;
export type Status = GrantStatus['status'];
export type GrantIn<S extends Status> = GrantRequest & Extract<GrantStatus, { status: S }>;

/**
 * What a grant leaves behind on the desktop: times, what ended it, and the proof of each wipe and revocation. Never a secret.
 */
import type { Custody, Source } from './custody.ts';
import type { Grant } from './grant.ts';
import type { Instant } from './instant.ts';

export interface WipeProof {
  readonly leaseId: string;
  readonly targetName: string;
  readonly custody: Custody;
}

export interface Receipt {
  /** The grant as the broker last told of it (its leases hold the proof of revocation). */
  readonly grant: Grant;
  /** One per credential this desktop has held; empty when another device held them or none was issued. */
  readonly wipes: readonly WipeProof[];
  /** What ended it here; `null` when it ended elsewhere. */
  readonly endedBy: Source | null;
  /** When this desktop stopped treating it as live; `null` when it never held it. */
  readonly endedHereAt: Instant | null;
}

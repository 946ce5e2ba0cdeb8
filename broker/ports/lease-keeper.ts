/**
 * Leases: written down before they are minted, minted all or none, revoked at their end whether or not anybody asks.
 * The broker's core orders by grant; it never talks to an issuer.
 */
import type { Instant } from '../../shared/instant.ts';
import type { Lease } from '../../shared/grant.ts';
import type { PersonName } from '../../shared/person.ts';
import type { Tx } from '../storage/transaction.ts';
import type { EntitlementRule } from './profile-rule.ts';
import type { Minted, Requester } from './issuer.ts';

export interface MintOrder {
  readonly grantId: string;
  readonly entitlements: readonly EntitlementRule[];
  readonly expiresAt: Instant;
  readonly requester: Requester;
}

export type MintOutcome =
  | { readonly ok: true; readonly leases: readonly { readonly lease: Lease; readonly minted: Minted }[] }
  /** Those already minted have been ordered back. */
  | { readonly ok: false; readonly sentence: string };

export interface ExtendOrder {
  readonly grantId: string;
  readonly expiresAt: Instant;
}

export type ExtendOutcome =
  /** As they are now. */
  | { readonly ok: true; readonly leases: readonly Lease[] }
  /** The old end still holds, of all of them. */
  | { readonly ok: false; readonly sentence: string };

export interface CloseOrder {
  readonly leaseId: string;
  readonly by: PersonName;
  readonly reason: string;
  readonly source: string | null;
}

/** Only what is stuck is closed; `closed-before`: somebody has closed it already. */
export type CloseOutcome = 'closed' | 'closed-before' | 'not-stuck' | 'unknown';

/** What this process has done since its start. */
export interface LeaseTally {
  readonly revoked: number;
  readonly failed: number;
}

export interface LeaseChange {
  readonly grantId: string;
  readonly lease: Lease;
}

export interface LeaseKeeper {
  mintAll(order: MintOrder): Promise<MintOutcome>;
  /** Moves the end of all leases of a grant, or of none. */
  extendAll(order: ExtendOrder): Promise<ExtendOutcome>;
  /**
   * Orders the end of all leases of a grant now; resolves when written down, revocation follows at once in the background. `first`: in the same
   * transaction; where it throws, nothing is ordered.
   */
  endGrant(grantId: string, first?: (tx: Tx) => Promise<void>): Promise<void>;
  /** The same of many grants, in one transaction. */
  endGrants(grantIds: readonly string[]): Promise<void>;
  /** The same for these leases alone: what others have minted for the grant meanwhile stays. */
  endLeases(leaseIds: readonly string[]): Promise<void>;
  /** Has the loop leave a stuck lease alone, by an admin's order. */
  close(order: CloseOrder): Promise<CloseOutcome>;
  tally(): LeaseTally;
  leasesOf(grantId: string): Promise<readonly Lease[]>;
  /** The same of many grants, as they are now. */
  leasesOfAll(grantIds: readonly string[]): Promise<readonly LeaseChange[]>;
  /** Starts the loop: revokes what is due, what was left half done by a crash, and logins at targets that no lease knows. */
  start(): Promise<void>;
  /** Has it look at what is due at once: another broker may have ordered an end. */
  kick(): void;
  /** Told after each commit: all that it changed. */
  onChange(listener: (changes: readonly LeaseChange[]) => void): () => void;
  stop(): Promise<void>;
}

/**
 * An issuer mints and revokes credentials at one target. Every method may be called again after a crash, in any state it may have left:
 * `revoke` of something that is not there succeeds. Errors are kinds; no error, log or cause ever holds a secret.
 */
import type { Connection } from '../../shared/api.ts';
import type { Instant } from '../../shared/instant.ts';
import type { EntitlementRule } from './profile-rule.ts';

export type IssuerError =
  | { readonly kind: 'unreachable'; readonly sentence: string; readonly cause?: unknown }
  /** The target refuses for good until somebody changes it: missing role, missing rights. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly cause?: unknown };

export type IssuerResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: IssuerError };

export interface Minted {
  readonly connection: Connection;
  /** Zeroed by whoever sealed it. */
  readonly secret: Buffer;
}

export interface Revocation {
  readonly sessionsEnded: number;
  readonly leftBehind: readonly string[];
}

export interface Issuer {
  /** The login's name at the target for a lease: derived from its id alone, so that it is known before anything is minted. */
  accountFor(leaseId: string): string;
  mint(order: {
    readonly leaseId: string;
    readonly entitlement: EntitlementRule;
    readonly expiresAt: Instant;
  }): Promise<IssuerResult<Minted>>;
  /**
   * Makes a minted lease good until the order's `expiresAt`; sessions that are open go on. Idempotent. `certificate`: the text that takes the
   * place of the first one; `null` where the credential stays the same. A lease whose login is gone is `refused`, never made anew.
   */
  extend(order: {
    readonly leaseId: string;
    readonly entitlement: EntitlementRule;
    readonly expiresAt: Instant;
  }): Promise<IssuerResult<{ readonly certificate: string | null }>>;
  /** `noteDown` is told, before it is taken away, what only this attempt can still see; it may be told in several attempts. */
  revoke(
    order: { readonly leaseId: string; readonly entitlement: EntitlementRule },
    noteDown: (found: Revocation) => Promise<void>,
  ): Promise<IssuerResult<null>>;
  /** Ids of leases whose login exists at the target, for the look-around after a crash. */
  leasesAtTarget(): Promise<IssuerResult<readonly string[]>>;
  close(): Promise<void>;
}

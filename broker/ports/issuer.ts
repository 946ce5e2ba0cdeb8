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

/** Who will use what is minted, as far as a target may care. */
export interface Requester {
  /** Where the start came from: an IP address; `null` where nobody can tell. */
  readonly address: string | null;
  /** The desktop's key for this grant, one OpenSSH line; `null`: it has sent none. */
  readonly sshPublicKey: string | null;
}

/** One lease, as an issuer is told of it: known before anything is minted and still after a crash. */
export interface LeaseOrder {
  readonly leaseId: string;
  readonly entitlement: EntitlementRule;
  readonly expiresAt: Instant;
  readonly requester: Requester;
  /** What an earlier attempt has noted ({@link Revocation}); missing or `null`: nothing. */
  readonly mark?: string | null;
}

export interface Minted {
  readonly connection: Connection;
  /** Zeroed by whoever sealed it. */
  readonly secret: Buffer;
}

export interface Revocation {
  readonly sessionsEnded: number;
  readonly leftBehind: readonly string[];
  /** What the target knows the login's sessions by when the login itself is gone (PostgreSQL: the role's oid). */
  readonly mark?: string;
}

export interface Issuer {
  /** The login's name at the target for a lease: derived from what is written down before anything is minted. */
  accountFor(leaseId: string, entitlement: EntitlementRule): string;
  mint(order: LeaseOrder): Promise<IssuerResult<Minted>>;
  /**
   * Makes a minted lease good until the order's `expiresAt`; sessions that are open go on. Idempotent. `certificate`: the text that takes the place of the first one;
   * `null` where the credential stays the same. A lease whose login is gone is `refused`, never made anew.
   */
  extend(order: LeaseOrder): Promise<IssuerResult<{ readonly certificate: string | null }>>;
  /** `noteDown` is told, before it is taken away, what only this attempt can still see; it may be told in several attempts. */
  revoke(order: LeaseOrder, noteDown: (found: Revocation) => Promise<void>): Promise<IssuerResult<null>>;
  /**
   * Takes away many at once, as far as that needs nobody to be told: answers the ids of leases that are gone. Those that it leaves (open sessions, things
   * of their own, a statement that was refused) are revoked one by one. An error: none of them could be reached. Those whose ids end with the same
   * two characters come together as far as can be: whoever divides logins among a few places of its own may go by that. `noteMarks` is told the marks,
   * by lease id, of those that are about to go.
   */
  readonly revokeMany?: (
    orders: readonly LeaseOrder[],
    noteMarks: (marks: ReadonlyMap<string, string>) => Promise<void>,
  ) => Promise<IssuerResult<readonly string[]>>;
  /** Ids of leases whose login exists at the target, for the look-around after a crash. */
  leasesAtTarget(): Promise<IssuerResult<readonly string[]>>;
  /** Marks of sessions at the target whose login is gone; those of others are among them, whoever asks knows which it has noted. */
  readonly marksAtTarget?: () => Promise<IssuerResult<readonly string[]>>;
  close(): Promise<void>;
}

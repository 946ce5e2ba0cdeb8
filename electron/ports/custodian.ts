/**
 * Who holds credentials on this desktop: journal, keychain, deadlines, wipe and read-back. The rest of the app orders and is told; it never touches
 * the keychain service of leases itself. Answers never carry a secret except inside `use`.
 */
import type { Connection } from '../../shared/api.ts';
import type { Custody, Source } from '../../shared/custody.ts';
import type { Deadline } from '../../shared/deadline.ts';
import type { Instant } from '../../shared/instant.ts';
import type { WipeProof } from '../../shared/receipt.ts';
import type { KeychainError } from './keychain.ts';
import type { Undo } from './undo.ts';

export interface Intake {
  readonly grantId: string;
  readonly leaseId: string;
  readonly targetName: string;
  readonly connection: Connection;
  readonly deadline: Deadline;
}

/** A credential this desktop holds or is wiping. */
export interface Holding extends Intake {
  readonly custody: Custody;
}

/** A grant's credentials are over here; sent once per grant. */
export interface Over {
  readonly grantId: string;
  readonly source: Source;
  readonly at: Instant;
}

export interface Custodian {
  /**
   * Must be awaited before anything is shown as held: finishes what the journal says, wipes what is overdue, then wipes what the keychain holds
   * that the journal does not know. A keychain that refuses leaves holdings `wipe-pending`; they are tried again by the sweep.
   */
  recover(): Promise<void>;
  /** Journal line first (fsync), then the keychain, then a read-back. On failure nothing is held: journal and keychain are put back. The secret is zeroed either way. */
  take(
    intake: Intake,
    secret: Buffer,
  ): Promise<
    | { readonly ok: true }
    | {
        readonly ok: false;
        readonly error:
          | KeychainError
          | { readonly kind: 'over-already' }
          | { readonly kind: 'disk'; readonly cause?: unknown };
      }
  >;
  /**
   * A later end of what is held of a grant: one journal line (fsync) first, then the deadlines. The keychain is not touched. On failure, and for
   * what is over meanwhile, the earlier end stays.
   */
  extend(
    grantId: string,
    deadline: Deadline,
    /** SSH: what takes the place of certificates, by lease; the caller has looked at each. */
    certificates?: Readonly<Record<string, string>>,
  ): Promise<
    | { readonly ok: true }
    | {
        readonly ok: false;
        readonly error:
          { readonly kind: 'over-already' } | { readonly kind: 'disk'; readonly cause?: unknown };
      }
  >;
  /** Wipes all credentials of a grant (`'all'`: of every grant) and reads back. Resolves when each is wiped or wipe-pending. */
  wipe(grantId: string, source: Source): Promise<readonly WipeProof[]>;
  /** Lends a held secret for the length of `use`, then zeros it. `null` when it is not held any more. */
  use<T>(
    leaseId: string,
    use: (secret: Buffer, connection: Connection) => T | Promise<T>,
  ): Promise<
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: KeychainError | { readonly kind: 'not-held' } }
  >;
  /** Milliseconds left of a grant held here, by the witness that ends it first; 0 when none is held. */
  remainingMs(grantId: string): number;
  holdings(): readonly Holding[];
  /** Proofs of the wipes of a grant, also after a restart (from the journal), for receipts. */
  proofs(grantId: string): readonly WipeProof[];
  /** Wipes all that is due. Idempotent and quick when nothing is; called by the heartbeat and at resume, unlock and network change. */
  sweep(): Promise<void>;
  onOver(listener: (over: Over) => void): Undo;
  onChange(listener: () => void): Undo;
}

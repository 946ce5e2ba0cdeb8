/**
 * Wipes leases: journal, delete, read back, journal. What the keychain refuses stays `wipe-pending` and is tried again without end. It never
 * says "wiped" without a read-back, and never wipes one lease twice at once.
 */
import type { Source } from '../../shared/custody.ts';
import type { Instant } from '../../shared/instant.ts';
import { toAccount } from '../keys/service-names.ts';
import type { Clock } from '../ports/clock.ts';
import { describeKeychainError, type Keychain, type KeychainError } from '../ports/keychain.ts';
import type { Journal } from './journal.ts';
import { remove } from './removal.ts';
import { pauseMs } from './retry.ts';
import type { Turns } from './turns.ts';

export interface Pending {
  readonly since: Instant;
  readonly sentence: string;
  readonly attempts: number;
  /** By the boot clock. */
  readonly againBootMs: number;
}

export interface Wiper {
  /** Resolves when it is wiped or pending. A lease that is not in custody is left alone. */
  wipe(leaseId: string, source: Source): Promise<void>;
  /** As `wipe`, from within the lease's own turn. */
  wipeInTurn(leaseId: string, source: Source): Promise<void>;
  pending(leaseId: string): Pending | null;
  /** Tries again what is pending: all of it, or what has waited long enough. */
  retry(all: boolean): Promise<void>;
}

export interface WiperDeps {
  readonly keychain: Keychain;
  readonly service: string;
  readonly journal: Journal;
  readonly clock: Pick<Clock, 'read'>;
  readonly platform: NodeJS.Platform;
  readonly turns: Turns;
  readonly changed: () => void;
}

export function createWiper(deps: WiperDeps): Wiper {
  const { keychain, service, journal, clock, platform, turns, changed } = deps;
  const pending = new Map<string, Pending>();
  const underWay = new Map<string, Promise<void>>();

  const postpone = (leaseId: string, error: KeychainError): void => {
    const { wallAt, bootMs } = clock.read();
    const before = pending.get(leaseId);
    const attempts = (before?.attempts ?? 0) + 1;
    pending.set(leaseId, {
      since: before?.since ?? wallAt,
      sentence: describeKeychainError(error, platform),
      attempts,
      againBootMs: bootMs + pauseMs(attempts),
    });
    changed();
  };

  const wipeInTurn = async (leaseId: string, source: Source): Promise<void> => {
    const entry = journal.state().entries.get(leaseId);
    if (entry === undefined || entry.phase === 'wiped') return;
    if (entry.phase !== 'wiping') {
      const noted = journal.writeAnyway({ kind: 'wiping', leaseId, source });
      changed();
      await noted;
    }
    const removed = await remove(keychain, service, toAccount(leaseId));
    if (!removed.ok) {
      postpone(leaseId, removed.error);
      return;
    }
    pending.delete(leaseId);
    await journal.writeAnyway({ kind: 'wiped', leaseId });
    changed();
  };

  const wipe = (leaseId: string, source: Source): Promise<void> => {
    // SECURITY: wipe-once-at-a-time
    const already = underWay.get(leaseId);
    if (already !== undefined) return already;
    const wiping = turns
      .run(leaseId, () => wipeInTurn(leaseId, source))
      .finally(() => {
        underWay.delete(leaseId);
      });
    underWay.set(leaseId, wiping);
    return wiping;
  };

  return {
    wipe,
    wipeInTurn,
    pending: (leaseId) => pending.get(leaseId) ?? null,
    retry: async (all) => {
      const { bootMs } = clock.read();
      const due = [...pending].filter(([, { againBootMs }]) => all || againBootMs <= bootMs);
      await Promise.all(due.map(([leaseId]) => wipe(leaseId, 'sweep')));
    },
  };
}

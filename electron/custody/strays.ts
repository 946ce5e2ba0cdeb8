/**
 * Secrets in the keychain that the journal does not know, left by a crash or a lost journal: found by name, wiped unread. It never touches what
 * the journal knows, and reads no secret to find out.
 */
import { toAccount } from '../keys/service-names.ts';
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Journal } from './journal.ts';
import { remove } from './removal.ts';
import { pauseMs } from './retry.ts';

export interface Strays {
  /** Looks once for strays and wipes them; what is refused is left for `retry`. */
  clear(): Promise<void>;
  /** Tries again what `clear` could not do. */
  retry(always: boolean): Promise<void>;
  /** Whether something is left to do. */
  isLeft(): boolean;
}

export interface StraysDeps {
  readonly keychain: Keychain;
  readonly service: string;
  readonly journal: Pick<Journal, 'state'>;
  readonly clock: Pick<Clock, 'read'>;
}

export function createStrays({ keychain, service, journal, clock }: StraysDeps): Strays {
  let left = false;
  let attempts = 0;
  let againBootMs = 0;
  let underWay: Promise<void> | null = null;

  const isKnown = (account: string): boolean => {
    for (const [leaseId, { phase }] of journal.state().entries) {
      if (phase !== 'wiped' && toAccount(leaseId) === account) return true;
    }
    return false;
  };
  const clearOnce = async (): Promise<boolean> => {
    const found = await keychain.accounts(service).catch(() => null);
    if (found?.ok !== true) return false;
    let isClear = true;
    for (const account of found.value) {
      // SECURITY: strays-wiped
      if (isKnown(account)) continue;
      isClear = (await remove(keychain, service, account)).ok && isClear;
    }
    return isClear;
  };
  const clear = (): Promise<void> => {
    underWay ??= clearOnce()
      .then((isClear) => {
        left = !isClear;
        attempts = isClear ? 0 : attempts + 1;
        againBootMs = clock.read().bootMs + pauseMs(attempts);
      })
      .finally(() => {
        underWay = null;
      });
    return underWay;
  };
  return {
    clear,
    retry: async (always) => {
      if (left && (always || againBootMs <= clock.read().bootMs)) await clear();
    },
    isLeft: () => left,
  };
}

/**
 * Whether a credential could be kept here right now. Asked before the broker mints anything: what cannot be kept is not asked for.
 */
import { describeKeychainError } from '../ports/keychain.ts';
import type { ProbeKeychain } from '../ports/keychain-probe.ts';
import type { Store } from './state.ts';

export interface KeychainGate {
  /** The sentence that says why not, or `null` when it is ready. One probe at a time; `mayAsk` on an act of the person only. */
  check(mayAsk?: boolean): Promise<string | null>;
}

export function createKeychainGate(deps: {
  readonly store: Store;
  readonly probe: ProbeKeychain;
  readonly name: string;
  readonly platform: NodeJS.Platform;
}): KeychainGate {
  const { store } = deps;
  let underWay: Promise<string | null> | null = null;

  async function probe(mayAsk: boolean): Promise<string | null> {
    const answer = await deps.probe(mayAsk);
    if (answer.ok) {
      if (store.get().keychain.keychain !== 'ready') {
        store.change({ keychain: { keychain: 'ready', name: deps.name } });
      }
      return null;
    }
    const sentence = describeKeychainError(answer.error, deps.platform);
    store.change({ keychain: { keychain: 'unusable', why: answer.error.kind, sentence } });
    return sentence;
  }

  return {
    check(mayAsk = false) {
      // A probe that may not ask is no answer to a person who wants to be asked.
      if (underWay !== null && !mayAsk) return underWay;
      const before = underWay ?? Promise.resolve();
      const next = before
        .then(() => probe(mayAsk))
        .finally(() => {
          if (underWay === next) underWay = null;
        });
      underWay = next;
      return next;
    },
  };
}

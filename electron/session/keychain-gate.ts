/**
 * Whether a credential could be kept here right now. Asked before the broker mints anything: what cannot be kept is not asked for.
 */
import { describeKeychainError } from '../ports/keychain.ts';
import type { ProbeKeychain } from '../ports/keychain-probe.ts';
import type { Store } from './state.ts';

export interface KeychainGate {
  /** The sentence that says why not, or `null` when it is ready. One probe at a time. */
  check(): Promise<string | null>;
}

export function createKeychainGate(deps: {
  readonly store: Store;
  readonly probe: ProbeKeychain;
  readonly name: string;
  readonly platform: NodeJS.Platform;
}): KeychainGate {
  const { store } = deps;
  let underWay: Promise<string | null> | null = null;

  async function probe(): Promise<string | null> {
    const answer = await deps.probe();
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
    check() {
      underWay ??= probe().finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}

/**
 * This desktop as the broker knows it: its key, registered once per sign-in. The private key stays where it is; this module only passes proofs on.
 */
import { describeBrokerError, type BrokerClient, type BrokerError } from '../ports/broker-client.ts';
import { describeKeychainError } from '../ports/keychain.ts';
import type { LoadDeviceKey } from '../ports/keychain-probe.ts';
import type { DeviceKey } from '../ports/sealing.ts';
import type { Store } from './state.ts';
import { words } from '../words.ts';

export type DeviceReady =
  | { readonly ok: true; readonly key: DeviceKey }
  | { readonly ok: false; readonly sentence: string; readonly error: BrokerError | null };

export interface DeviceRegistration {
  /** Loads the key and makes sure that the broker knows it. */
  ready(client: BrokerClient): Promise<DeviceReady>;
  /** The broker said that it does not know this device: register again the next time. */
  unknown(): void;
}

export function createDeviceRegistration(deps: {
  readonly store: Store;
  readonly loadDeviceKey: LoadDeviceKey;
  readonly deviceName: string;
  readonly platform: NodeJS.Platform;
}): DeviceRegistration {
  const { store } = deps;
  let known: DeviceKey | null = null;
  let registeredWith: BrokerClient | null = null;
  let underWay: { readonly client: BrokerClient; readonly answer: Promise<DeviceReady> } | null = null;

  async function register(client: BrokerClient): Promise<DeviceReady> {
    if (known === null) {
      const loaded = await deps.loadDeviceKey();
      if (!loaded.ok) {
        return { ok: false, sentence: describeKeychainError(loaded.error, deps.platform), error: null };
      }
      known = loaded.value;
    }
    const key = known;
    if (store.get().deviceId !== key.id) store.change({ deviceId: key.id });
    if (registeredWith === client) return { ok: true, key };
    const answer = await client.registerDevice(key.publicJwk, deps.deviceName);
    if (!answer.ok) return { ok: false, sentence: describeBrokerError(answer.error), error: answer.error };
    if (answer.value.id !== key.id) {
      const sentence = words.signIn.otherComputer;
      return { ok: false, sentence, error: null };
    }
    registeredWith = client;
    return { ok: true, key };
  }

  return {
    ready(client) {
      if (underWay?.client === client) return underWay.answer;
      const answer = register(client).finally(() => {
        underWay = null;
      });
      underWay = { client, answer };
      return answer;
    },
    unknown() {
      registeredWith = null;
    },
  };
}

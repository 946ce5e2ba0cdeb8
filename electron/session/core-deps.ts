/**
 * What the mind of the app is given by main.ts. Ports only: nothing here names Electron, a file or a native module.
 */
import type { Snapshot } from '../../shared/snapshot.ts';
import type { OpenAgentDoor } from '../ports/agent-door.ts';
import type { ConnectBroker } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian } from '../ports/custodian.ts';
import type { Dialogs, SecretClipboard } from '../ports/desktop.ts';
import type { LoadDeviceKey, ProbeKeychain } from '../ports/keychain-probe.ts';
import type { Lines } from '../ports/lines.ts';
import type { MakeSealingKey } from '../ports/sealing.ts';
import type { MakeSshKey } from '../ports/ssh-key.ts';
import type { SignInStore, TokenAtHand } from '../ports/sign-in.ts';
import type { Languages } from './language.ts';

export interface CoreDeps {
  readonly custodian: Custodian;
  readonly connectBroker: ConnectBroker;
  readonly loadDeviceKey: LoadDeviceKey;
  readonly makeSealingKey: MakeSealingKey;
  readonly makeSshKey: MakeSshKey;
  readonly openAgentDoor: OpenAgentDoor;
  readonly probeKeychain: ProbeKeychain;
  readonly signInStore: SignInStore;
  readonly tokenAtHand: TokenAtHand;
  readonly dialogs: Dialogs;
  readonly clipboard: SecretClipboard;
  readonly clock: Clock;
  /** Fresh idempotency keys: ULIDs or UUIDs. */
  readonly newId: () => string;
  /** Files of this home: settings, favourites and recents; receipts; ends the broker has not been told of yet. */
  readonly files: { readonly preferences: Lines; readonly history: Lines; readonly outbox: Lines };
  /** Prefills the sign-in (STINT_BROKER_URL); may be empty. */
  readonly brokerUrl: string;
  /** What people call this computer, at most 100 characters. */
  readonly deviceName: string;
  /** What people call the keychain here (`Keychain.name`). */
  readonly keychainName: string;
  readonly languages: Languages;
  readonly app: Snapshot['app'];
}

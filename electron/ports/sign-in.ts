/**
 * How this desktop is signed in to a broker, and where that is kept: the keychain under `Stint keys`, or a file named at start.
 * A token is handed to the broker's client and to nobody else; it is never logged, never in an error, never in the snapshot.
 */
import type { KeychainResult } from './keychain.ts';

export interface SignIn {
  readonly brokerUrl: string;
  readonly token: string;
}

export interface SignInStore {
  load(): Promise<KeychainResult<SignIn | null>>;
  save(signIn: SignIn): Promise<KeychainResult<null>>;
  forget(): Promise<KeychainResult<null>>;
}

/** The token a file named at start holds (STINT_TOKEN_FILE). */
export interface TokenAtHand {
  /** `null` when no file was named, or it is gone, empty or readable by others. */
  read(): Promise<string | null>;
}

/**
 * The OS keychain. Every method answers within ten seconds or says `not-answering`; one native call is in flight at a time.
 * Implementations never log, never copy a secret into a string, and never fall back to a file or to kernel memory. No method but `unlock`
 * makes the keychain ask the person for anything: a locked keychain answers `locked`. A `write` that answers `missing` or `locked` has written nothing.
 */
import { words } from '../words.ts';

export type KeychainError =
  | { readonly kind: 'missing'; readonly cause?: unknown }
  | { readonly kind: 'locked'; readonly cause?: unknown }
  | { readonly kind: 'not-answering' }
  | { readonly kind: 'failing'; readonly cause?: unknown };

export type KeychainResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: KeychainError };

export interface Keychain {
  /** What people call it: "Keychain Access", "Windows Credential Manager", "Secret Service (GNOME Keyring, KWallet)". */
  readonly name: string;
  write(service: string, account: string, secret: Uint8Array): Promise<KeychainResult<null>>;
  /** The secret, which the caller fills with zeros after use; `null` when there is none. */
  read(service: string, account: string): Promise<KeychainResult<Buffer | null>>;
  /** Whether there was one. */
  delete(service: string, account: string): Promise<KeychainResult<boolean>>;
  /** The account names under a service, without reading one secret. */
  accounts(service: string): Promise<KeychainResult<readonly string[]>>;
  /** Asks the person to open a locked keychain, so it is called on an act of theirs only. Says `not-answering` while they have not answered. */
  unlock(): Promise<KeychainResult<null>>;
}

/** The sentence people read, with what to do. */
export function describeKeychainError(error: KeychainError, platform: NodeJS.Platform): string {
  switch (error.kind) {
    case 'missing':
      return platform === 'linux' ? words.keychain.missingLinux : words.keychain.missing;
    case 'locked':
      return words.keychain.locked;
    case 'not-answering':
      return words.keychain.notAnswering;
    case 'failing':
      return words.keychain.failing;
  }
}

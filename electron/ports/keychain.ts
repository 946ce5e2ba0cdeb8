/**
 * The OS keychain. Every method answers within ten seconds or says `not-answering`; one native call is in flight at a time.
 * Implementations never log, never copy a secret into a string, and never fall back to a file or to kernel memory. No method but `unlock`
 * makes the keychain ask the person for anything: a locked keychain answers `locked`. A `write` that answers `missing` or `locked` has written nothing.
 */
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
      return platform === 'linux'
        ? 'No keychain is running. Install and start one that offers the Secret Service (gnome-keyring or KWallet), then check again. Until then no access can be started.'
        : 'The keychain of this computer cannot be reached. Sign in to your desktop again, then check again. Until then no access can be started.';
    case 'locked':
      return 'The keychain is locked. Unlock it, then check again. Credentials in it are wiped as soon as it opens.';
    case 'not-answering':
      return 'The keychain does not answer; it may be asking for its password in a window of its own. Answer it, then check again.';
    case 'failing':
      return 'The keychain refused. Check that it is unlocked and has room, then check again.';
  }
}

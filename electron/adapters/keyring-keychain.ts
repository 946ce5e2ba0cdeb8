/**
 * The OS keychain through keytar's maintained successor, by its own API: its keytar-like functions swallow errors, and its
 * `findCredentials` reads every secret. It never enumerates by itself, never makes a secret a string, and never makes the OS ask the person.
 */
import { AsyncEntry } from 'keytar';
import type { Clock } from '../ports/clock.ts';
import type { Keychain, KeychainError, KeychainResult } from '../ports/keychain.ts';
import { createNativeQueue } from './native-queue.ts';
import type { KeychainUse, SecretServiceNames } from './secret-service-names.ts';

/** The limit the port promises. */
export const KEYCHAIN_LIMIT_MS = 10_000;

export interface KeyringKeychainDeps {
  readonly clock: Pick<Clock, 'after'>;
  readonly platform: NodeJS.Platform;
  /** Whether a native call would go through now, and whether there is anything: on Linux the Secret Service's, elsewhere absent. */
  readonly look: SecretServiceNames['look'] | null;
  readonly accounts: (service: string) => Promise<KeychainResult<readonly string[]>>;
  readonly unlock: (() => Promise<KeychainResult<null>>) | null;
  readonly limitMs?: number;
}

export function createKeyringKeychain(deps: KeyringKeychainDeps): Keychain {
  const { clock, platform, look, accounts, unlock, limitMs = KEYCHAIN_LIMIT_MS } = deps;
  const queue = createNativeQueue({ clock, limitMs, toError: toKeychainError });

  const native = <T, N>(
    use: KeychainUse,
    service: string,
    account: string,
    absent: N,
    call: (entry: AsyncEntry) => Promise<T>,
    discard?: (late: T | N) => void,
  ): Promise<KeychainResult<T | N>> =>
    queue.run<T | N>(async () => {
      const seen = look === null ? null : await look(use, service, account);
      if (seen !== null && !seen.ok) return seen;
      if (seen?.value === 'absent' && use !== 'write') return { ok: true, value: absent };
      // SECURITY: keychain-pinned-store
      const entry = new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
      return { ok: true, value: await call(entry) };
    }, discard);

  return {
    name: nameOf(platform),
    write: async (service, account, secret) => {
      const written = await native('write', service, account, null, (entry) => entry.setSecret(secret));
      return written.ok ? { ok: true, value: null } : written;
    },
    read: (service, account) =>
      native(
        'read',
        service,
        account,
        null,
        async (entry) => {
          const bytes = await entry.getSecret();
          if (bytes === null) return null;
          const secret = Buffer.from(bytes);
          // SECURITY: secrets-zeroed
          bytes.fill(0);
          return secret;
        },
        (late) => late?.fill(0),
      ),
    delete: (service, account) =>
      native('delete', service, account, false, (entry) => entry.deleteCredential()),
    accounts,
    unlock: unlock ?? (() => Promise.resolve({ ok: true, value: null })),
  };
}

function nameOf(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Keychain Access';
  if (platform === 'win32') return 'Windows Credential Manager';
  return 'Secret Service (GNOME Keyring, KWallet)';
}

/**
 * The library tells its errors apart by the first words only (keyring-rs, `Error`'s Display): "Couldn't access platform storage" is its
 * NoStorageAccess, a locked store or a dismissed prompt; "Platform failure" is everything the platform said.
 */
function toKeychainError(cause: unknown): KeychainError {
  const message = cause instanceof Error ? cause.message : '';
  if (message.startsWith("Couldn't access platform storage")) return { kind: 'locked', cause };
  if (
    /^Platform failure: DBus error: (?:The name \S+ was not provided|Using X11 for dbus-daemon|Failed to connect|Unable to autolaunch)/u.test(
      message,
    )
  ) {
    return { kind: 'missing', cause };
  }
  return { kind: 'failing', cause };
}

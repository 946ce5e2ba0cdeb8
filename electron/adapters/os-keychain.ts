/**
 * The keychain of this computer, put together: the native library, what may be asked beforehand and how names are listed on this platform,
 * and files for secrets too large for an item. It decides nothing but which parts a platform needs.
 */
import type { Clock } from '../ports/clock.ts';
import type { Keychain } from '../ports/keychain.ts';
import type { Undo } from '../ports/undo.ts';
import { createLargeSecrets } from './file-large-secrets.ts';
import { createKeychainNamesProcess, type NamesHelper } from './keychain-names-process.ts';
import { createKeyringKeychain, KEYCHAIN_LIMIT_MS } from './keyring-keychain.ts';
import { createSecretServiceBus } from './secret-service-bus.ts';
import { createSecretServiceNames } from './secret-service-names.ts';

export interface OsKeychainDeps {
  readonly clock: Pick<Clock, 'after'>;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where secrets too large for an item stand, encrypted: `<STINT_HOME>/sealed`. */
  readonly folder: string;
  /** Starts `out/keychain-names-helper.cjs`; used on macOS and Windows. */
  readonly startNamesHelper: () => NamesHelper;
  readonly limitMs?: number;
}

export interface OsKeychain {
  readonly keychain: Keychain;
  readonly close: Undo;
}

export function createOsKeychain(deps: OsKeychainDeps): OsKeychain {
  const { clock, platform, env, folder, startNamesHelper, limitMs = KEYCHAIN_LIMIT_MS } = deps;
  const common = { clock, platform, limitMs };
  if (platform !== 'linux') {
    const accounts = createKeychainNamesProcess({ startHelper: startNamesHelper, clock, limitMs });
    const native = createKeyringKeychain({ ...common, look: null, accounts, unlock: null });
    return { keychain: createLargeSecrets({ keychain: native, folder }), close: () => undefined };
  }
  const bus = createSecretServiceBus({ clock, env, limitMs });
  const names = createSecretServiceNames({ bus, clock, limitMs });
  const native = createKeyringKeychain({ ...common, ...names });
  return {
    keychain: createLargeSecrets({ keychain: native, folder }),
    close: () => {
      bus.close();
    },
  };
}

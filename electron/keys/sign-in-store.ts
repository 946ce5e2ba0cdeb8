/**
 * Remembers the sign-in: broker's address and token as one item of the keychain, so that a token is never sent to another address than its own.
 * Never on disk.
 */
import type { Keychain } from '../ports/keychain.ts';
import type { SignInStore } from '../ports/sign-in.ts';

const ACCOUNT = 'sign-in';
/** Neither an address nor a token can hold it. */
const BETWEEN = 0;

export interface SignInStoreDeps {
  readonly keychain: Pick<Keychain, 'read' | 'write' | 'delete'>;
  /** The service of the app's own keys. */
  readonly service: string;
}

export function createSignInStore({ keychain, service }: SignInStoreDeps): SignInStore {
  return {
    load: async () => {
      const stored = await keychain.read(service, ACCOUNT);
      if (!stored.ok || stored.value === null) return stored.ok ? { ok: true, value: null } : stored;
      const bytes = stored.value;
      try {
        const between = bytes.indexOf(BETWEEN);
        if (between <= 0 || between === bytes.length - 1) return { ok: true, value: null };
        return {
          ok: true,
          value: {
            brokerUrl: bytes.toString('utf8', 0, between),
            token: bytes.toString('utf8', between + 1),
          },
        };
      } finally {
        bytes.fill(0);
      }
    },
    save: async ({ brokerUrl, token }) => {
      const bytes = Buffer.from(`${brokerUrl}\0${token}`);
      try {
        return await keychain.write(service, ACCOUNT, bytes);
      } finally {
        bytes.fill(0);
      }
    },
    forget: async () => {
      const deleted = await keychain.delete(service, ACCOUNT);
      return deleted.ok ? { ok: true, value: null } : deleted;
    },
  };
}

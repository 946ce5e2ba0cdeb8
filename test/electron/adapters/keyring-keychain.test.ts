import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createKeyringKeychain } from '../../../electron/adapters/keyring-keychain.ts';
import type { Keychain, KeychainResult } from '../../../electron/ports/keychain.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

/** The native library, as far as it is used. */
const native = vi.hoisted(() => ({
  made: [] as unknown[][],
  calls: [] as string[],
  secret: null as number[] | null,
  refusal: null as Error | null,
}));

vi.mock('keytar', () => ({
  AsyncEntry: class {
    constructor(...args: unknown[]) {
      native.made.push(args);
    }
    private answer<T>(call: string, value: T): Promise<T> {
      native.calls.push(call);
      return native.refusal === null ? Promise.resolve(value) : Promise.reject(native.refusal);
    }
    setSecret(): Promise<void> {
      return this.answer('setSecret', undefined);
    }
    getSecret(): Promise<number[] | null> {
      return this.answer('getSecret', native.secret);
    }
    deleteCredential(): Promise<boolean> {
      return this.answer('deleteCredential', native.secret !== null);
    }
  },
}));

type Look = KeychainResult<'there' | 'absent'>;
function make(look: Look | null = null, platform: NodeJS.Platform = 'linux'): Keychain {
  return createKeyringKeychain({
    clock: createFakeClock(),
    platform,
    look: look === null ? null : () => Promise.resolve(look),
    accounts: () => Promise.resolve({ ok: true, value: [] }),
    unlock: null,
  });
}

beforeEach(() => {
  native.made.length = 0;
  native.calls.length = 0;
  native.secret = [1, 2, 3];
  native.refusal = null;
});

describe('the native keychain', () => {
  it('reads bytes, and zeros the array the library answered with', async () => {
    const array = native.secret!;
    expect(await make().read('Stint', 'a')).toEqual({ ok: true, value: Buffer.from([1, 2, 3]) });
    expect(array).toEqual([0, 0, 0]);
  });

  it('pins the store, so that nothing falls back to kernel memory', async () => {
    await make().write('Stint', 'a', Buffer.from('x'));
    expect(native.made).toEqual([['Stint', 'a', { linux: { store: 'secret-service' } }]]);
  });

  it.each(['missing', 'locked', 'failing'] as const)(
    'makes no native call when a look says %s',
    async (kind) => {
      const keychain = make({ ok: false, error: { kind } });
      const refused = { ok: false, error: { kind } };
      expect(await keychain.read('Stint', 'a')).toEqual(refused);
      expect(await keychain.write('Stint', 'a', Buffer.from('x'))).toEqual(refused);
      expect(await keychain.delete('Stint', 'a')).toEqual(refused);
      expect(native.calls).toEqual([]);
    },
  );

  it('makes no native call for what a look says is absent, except to write it', async () => {
    const keychain = make({ ok: true, value: 'absent' });
    expect(await keychain.read('Stint', 'a')).toEqual({ ok: true, value: null });
    expect(await keychain.delete('Stint', 'a')).toEqual({ ok: true, value: false });
    expect(await keychain.write('Stint', 'a', Buffer.from('x'))).toEqual({ ok: true, value: null });
    expect(native.calls).toEqual(['setSecret']);
  });

  it.each([
    ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", 'locked'],
    [
      'Platform failure: DBus error: The name org.freedesktop.secrets was not provided by any .service files',
      'missing',
    ],
    [
      'Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time',
      'missing',
    ],
    ['Platform failure: something else', 'failing'],
    ['anything', 'failing'],
  ])('takes "%s" for %s', async (message, kind) => {
    native.refusal = new Error(message);
    expect(await make().read('Stint', 'a')).toMatchObject({ ok: false, error: { kind } });
  });

  it.each([
    ['linux', 'Secret Service (GNOME Keyring, KWallet)'],
    ['darwin', 'Keychain Access'],
    ['win32', 'Windows Credential Manager'],
  ] as const)('is called by its name on %s', (platform, name) => {
    expect(make(null, platform).name).toBe(name);
  });
});

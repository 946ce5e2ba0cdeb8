import { describe, expect, it } from 'vitest';
import { createKeychainProbe } from '../../../electron/custody/keychain-probe.ts';
import { createFakeKeychain } from '../../fakes/fake-keychain.ts';

const service = 'Stint';

describe('the keychain’s probe', () => {
  it('writes, reads back, deletes and reads back, and leaves nothing', async () => {
    const keychain = createFakeKeychain();
    expect(await createKeychainProbe({ keychain, service })()).toEqual({ ok: true, value: null });
    expect(keychain.calls.map(({ method }) => method)).toEqual(['write', 'read', 'delete', 'read']);
    expect(keychain.items(service).size).toBe(0);
  });

  it.each(['write', 'read', 'delete'] as const)(
    'says what the keychain says when it refuses to %s',
    async (method) => {
      const keychain = createFakeKeychain();
      keychain.refuse({ kind: 'locked' }, [method]);
      const probed = await createKeychainProbe({ keychain, service })();
      expect(probed).toEqual({ ok: false, error: { kind: 'locked' } });
    },
  );

  it('is not taken in by a keychain that keeps what it deleted', async () => {
    const keychain = createFakeKeychain();
    keychain.lieAboutDeleting(true);
    expect(await createKeychainProbe({ keychain, service })()).toMatchObject({ error: { kind: 'failing' } });
  });

  it('is not taken in by a keychain that gives back something else', async () => {
    const keychain = createFakeKeychain();
    keychain.after((method, account) => {
      if (method === 'write') keychain.put(service, account!, Buffer.from('other'));
    });
    expect(await createKeychainProbe({ keychain, service })()).toMatchObject({ error: { kind: 'failing' } });
  });

  it('lets the keychain ask for its password only on an act of the person', async () => {
    const keychain = createFakeKeychain();
    const probe = createKeychainProbe({ keychain, service });
    await probe();
    expect(keychain.calls.some(({ method }) => method === 'unlock')).toBe(false);
    await probe(true);
    expect(keychain.calls.some(({ method }) => method === 'unlock')).toBe(true);
  });
});

import { createPublicKey, verify } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createDeviceKey } from '../../../electron/keys/device-key.ts';
import { toServiceNames } from '../../../electron/keys/service-names.ts';
import { createSignInStore } from '../../../electron/keys/sign-in-store.ts';
import { extendClaims } from '../../../shared/api-review.ts';
import { startClaims } from '../../../shared/api.ts';
import { createFakeKeychain } from '../../fakes/fake-keychain.ts';

const service = 'Stint keys';
const zeros = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);

describe('the device key', () => {
  it('is made once, kept in the keychain, and the same afterwards', async () => {
    const keychain = createFakeKeychain();
    const [first, second] = [
      await createDeviceKey({ keychain, service }),
      await createDeviceKey({ keychain, service }),
    ];
    if (!first.ok || !second.ok) throw new Error('no key');
    expect(second.value.id).toBe(first.value.id);
    expect([...keychain.items(service).keys()]).toEqual(['device-key']);
    expect(first.value.id).toBe(await calculateJwkThumbprint(first.value.publicJwk));
    expect(Object.keys(first.value.publicJwk).sort()).toEqual(['crv', 'kty', 'x', 'y']);
    expect(keychain.lent.every(zeros)).toBe(true);
  });

  it('signs a start that the public key verifies, each with another nonce', async () => {
    const keychain = createFakeKeychain();
    const made = await createDeviceKey({ keychain, service });
    if (!made.ok) throw new Error('no key');
    const { publicJwk, signStart } = made.value;
    const order = {
      grantId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      sealTo: publicJwk,
      signedAt: Date.parse('2026-03-02T09:00:00Z'),
    };
    const proofs = await Promise.all([signStart(order), signStart(order)]);
    const nonces = new Set<string>();
    for (const proof of proofs) {
      const { payload, protectedHeader } = await compactVerify(proof, await importJWK(publicJwk, 'ES256'), {
        algorithms: ['ES256'],
      });
      expect(protectedHeader.alg).toBe('ES256');
      const claims = startClaims.parse(JSON.parse(Buffer.from(payload).toString()));
      expect(claims).toMatchObject({ purpose: 'start', ...order });
      nonces.add(claims.nonce);
    }
    expect(nonces.size).toBe(2);
    const other = await createDeviceKey({ keychain: createFakeKeychain(), service });
    if (!other.ok) throw new Error('no key');
    const [head, body, signature] = proofs[0].split('.');
    const isOthers = verify(
      'sha256',
      Buffer.from(`${head!}.${body!}`),
      { key: createPublicKey({ key: other.value.publicJwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature!, 'base64url'),
    );
    expect(isOthers).toBe(false);
  });

  it('signs an extension as an extension, so that no start can be made of it', async () => {
    const made = await createDeviceKey({ keychain: createFakeKeychain(), service });
    if (!made.ok) throw new Error('no key');
    const { publicJwk, signExtend } = made.value;
    const order = {
      grantId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      durationSeconds: 900,
      signedAt: 1_772_442_000_000,
    };
    const proof = await signExtend(order);
    const { payload } = await compactVerify(proof, await importJWK(publicJwk, 'ES256'));
    const claims: unknown = JSON.parse(Buffer.from(payload).toString());
    expect(extendClaims.parse(claims)).toMatchObject({ purpose: 'extend', ...order });
    expect(startClaims.safeParse(claims).success).toBe(false);
  });

  it('is replaced when what is stored is no P-256 key', async () => {
    const keychain = createFakeKeychain();
    keychain.put(service, 'device-key', Buffer.from('damaged'));
    expect((await createDeviceKey({ keychain, service })).ok).toBe(true);
    expect(keychain.items(service).get('device-key')?.toString()).not.toBe('damaged');
  });

  it.each(['missing', 'locked', 'failing'] as const)(
    'is not there while the keychain is %s',
    async (kind) => {
      const keychain = createFakeKeychain();
      keychain.refuse({ kind });
      expect(await createDeviceKey({ keychain, service })).toEqual({ ok: false, error: { kind } });
    },
  );

  it('is not there when the keychain does not give back what was written', async () => {
    const keychain = createFakeKeychain();
    keychain.after((method) => {
      if (method === 'write') keychain.put(service, 'device-key', Buffer.from('other'));
    });
    expect(await createDeviceKey({ keychain, service })).toEqual({ ok: false, error: { kind: 'failing' } });
  });
});

describe('the sign-in', () => {
  const signIn = { brokerUrl: 'http://127.0.0.1:4000', token: 'canary-token' };

  it('is one item: address and token together, and gone when forgotten', async () => {
    const keychain = createFakeKeychain();
    const store = createSignInStore({ keychain, service });
    expect(await store.load()).toEqual({ ok: true, value: null });
    expect(await store.save(signIn)).toEqual({ ok: true, value: null });
    expect(keychain.items(service).size).toBe(1);
    expect(await store.load()).toEqual({ ok: true, value: signIn });
    expect(keychain.lent.every(zeros)).toBe(true);
    expect(await store.forget()).toEqual({ ok: true, value: null });
    expect(await store.load()).toEqual({ ok: true, value: null });
    expect(await store.forget()).toEqual({ ok: true, value: null });
  });

  it.each(['', 'no separator', '\0token', 'http://x\0'])('is nothing when the item is %j', async (text) => {
    const keychain = createFakeKeychain();
    keychain.put(service, 'sign-in', Buffer.from(text));
    expect(await createSignInStore({ keychain, service }).load()).toEqual({ ok: true, value: null });
  });

  it('passes on what the keychain refuses', async () => {
    const keychain = createFakeKeychain();
    keychain.refuse({ kind: 'locked' });
    const store = createSignInStore({ keychain, service });
    const locked = { ok: false, error: { kind: 'locked' } };
    expect([await store.load(), await store.save(signIn), await store.forget()]).toEqual([
      locked,
      locked,
      locked,
    ]);
  });
});

describe('the services in the keychain', () => {
  const defaultHome = '/home/ada/.config/stint';
  const machineId = 'aaaa';
  const of = (home: string, machine = machineId): string =>
    toServiceNames({ home, defaultHome, machineId: machine }).leases;

  it('have plain names for the default home', () => {
    expect(toServiceNames({ home: defaultHome, defaultHome, machineId })).toEqual({
      leases: 'Stint',
      keys: 'Stint keys',
    });
  });

  it('have a suffix for any other home, by its path and by the computer', () => {
    expect(of('/tmp/a')).toMatch(/^Stint-[0-9a-f]{8}$/u);
    expect(of('/tmp/a')).toBe(of('/tmp/a'));
    expect(new Set([of('/tmp/a'), of('/tmp/b'), of('/tmp/a', 'bbbb'), 'Stint']).size).toBe(4);
    const { leases, keys } = toServiceNames({ home: '/tmp/a', defaultHome, machineId });
    expect(keys.slice('Stint keys'.length)).toBe(leases.slice('Stint'.length));
  });
});

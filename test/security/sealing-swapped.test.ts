/**
 * Attack: something between broker and desktop swaps what is sealed: another algorithm (`dir`, PBES2, RSA), another grant's or lease's credential,
 * a later end, an extra header.
 * Impact: the desktop would hold a credential it was not granted, or for longer, or open what an attacker can read too.
 * Mitigation: ECDH-ES with A256GCM and nothing else; grant, lease and end in the protected header must be those the broker told.
 */
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createMakeSealingKey } from '../../electron/adapters/jose-sealing.ts';
import type { SealingKey } from '../../electron/ports/sealing.ts';
import type { PublicJwk } from '../../shared/api.ts';

const grantId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const leaseId = '01ARZ3NDEKTSV4RRFFQ69G5FAW';
const otherId = '01ARZ3NDEKTSV4RRFFQ69G5FAX';
const expiresAt = Date.parse('2026-03-02T09:15:00.250Z');
const expected = { grantId, leaseId, expiresAt };
const header = {
  alg: 'ECDH-ES',
  enc: 'A256GCM',
  typ: 'stint-credential',
  grantId,
  leaseId,
  exp: Math.floor(expiresAt / 1000),
  connection: {
    kind: 'postgresql',
    host: '127.0.0.1',
    port: 5432,
    database: 'billing',
    username: 'stint_x',
    sslMode: 'disable',
  },
};

let key: SealingKey;
async function seal(change: object = {}, to: PublicJwk = key.publicJwk): Promise<string> {
  const full = { ...header, ...change };
  return new CompactEncrypt(Buffer.from('canary'))
    .setProtectedHeader(full)
    .encrypt(await importJWK(to, full.alg));
}

describe('a sealed credential', () => {
  beforeAll(async () => {
    key = await createMakeSealingKey()();
  });

  it('opens for the grant, lease and end it was sealed for', async () => {
    const opened = await key.unseal(await seal(), expected);
    expect(opened).toMatchObject({ ok: true, value: { leaseId, connection: header.connection } });
    if (opened.ok) expect(opened.value.secret.toString()).toBe('canary');
  });

  it.each([
    ['another key agreement', { alg: 'ECDH-ES+A256KW' }, 'wrong-algorithm'],
    ['another cipher', { enc: 'A128GCM' }, 'wrong-algorithm'],
    ['a cipher with a separate tag', { enc: 'A256CBC-HS512' }, 'wrong-algorithm'],
    ['another grant', { grantId: otherId }, 'wrong-grant'],
    ['another lease', { leaseId: otherId }, 'wrong-grant'],
    ['an end a second later', { exp: header.exp + 2 }, 'wrong-end'],
    ['an end a century later', { exp: header.exp + 3_155_760_000 }, 'wrong-end'],
    ['an earlier end', { exp: header.exp - 1 }, 'wrong-end'],
    ['another type', { typ: 'JWT' }, 'wrong-shape'],
    ['no connection', { connection: undefined }, 'wrong-shape'],
    ['a connection with more in it', { connection: { ...header.connection, password: 'x' } }, 'wrong-shape'],
    ['a parameter nobody knows', { kid: 'x' }, 'wrong-shape'],
  ])('is refused with %s', async (_name, change, kind) => {
    expect(await key.unseal(await seal(change), expected)).toEqual({ ok: false, error: { kind } });
  });

  it('is refused when it is encrypted with a key anybody can know (`dir`)', async () => {
    const shared = new Uint8Array(32);
    const full = { ...header, alg: 'dir' };
    const sealed = await new CompactEncrypt(Buffer.from('canary')).setProtectedHeader(full).encrypt(shared);
    expect(await key.unseal(sealed, expected)).toEqual({ ok: false, error: { kind: 'wrong-algorithm' } });
  });

  it('is refused when it was sealed to somebody else', async () => {
    const other = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const { kty, crv, x, y } = await exportJWK(other.publicKey);
    const sealed = await seal({}, { kty, crv, x, y } as PublicJwk); // A P-256 key by the line above.
    expect(await key.unseal(sealed, expected)).toEqual({ ok: false, error: { kind: 'not-for-us' } });
  });

  it.each(['', 'x', 'a.b.c.d.e', '....', 'eyJhbGciOiJFQ0RILUVTIn0....'])(
    'is refused as "%s"',
    async (sealed) => {
      expect((await key.unseal(sealed, expected)).ok).toBe(false);
    },
  );

  it('is refused after one bit of it was changed', async () => {
    const sealed = await seal();
    const parts = sealed.split('.');
    parts[3] = `${parts[3]!.startsWith('A') ? 'B' : 'A'}${parts[3]!.slice(1)}`;
    expect(await key.unseal(parts.join('.'), expected)).toEqual({ ok: false, error: { kind: 'not-for-us' } });
  });

  it('opens no more once its key is forgotten', async () => {
    const once = await createMakeSealingKey()();
    const sealed = await seal({}, once.publicJwk);
    once.forget();
    expect(await once.unseal(sealed, expected)).toEqual({ ok: false, error: { kind: 'not-for-us' } });
  });
});

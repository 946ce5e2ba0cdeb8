/**
 * The key this desktop is known by: made once, kept in the keychain as PKCS #8 bytes, used to sign starts and extensions. Its private half never becomes a
 * string and never leaves this module.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';
import { extendClaims } from '../../shared/api-review.ts';
import { publicJwk, startClaims, type PublicJwk } from '../../shared/api.ts';
import type { Keychain, KeychainResult } from '../ports/keychain.ts';
import type { DeviceKey } from '../ports/sealing.ts';

const ACCOUNT = 'device-key';

export interface DeviceKeyDeps {
  readonly keychain: Pick<Keychain, 'read' | 'write'>;
  /** The service of the app's own keys. */
  readonly service: string;
}

/** The stored key, or a new one that was written and read back. */
export async function createDeviceKey({
  keychain,
  service,
}: DeviceKeyDeps): Promise<KeychainResult<DeviceKey>> {
  const stored = await keychain.read(service, ACCOUNT);
  if (!stored.ok) return stored;
  const known = stored.value === null ? null : toKey(stored.value);
  // A damaged key is replaced: the broker will know this desktop as a new device.
  if (known !== null) return { ok: true, value: toDeviceKey(known) };

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bytes = privateKey.export({ format: 'der', type: 'pkcs8' });
  try {
    const written = await keychain.write(service, ACCOUNT, bytes);
    if (!written.ok) return written;
    const readBack = await keychain.read(service, ACCOUNT);
    if (!readBack.ok) return readBack;
    const same = readBack.value?.length === bytes.length && timingSafeEqual(readBack.value, bytes);
    readBack.value?.fill(0);
    return same ? { ok: true, value: toDeviceKey(privateKey) } : { ok: false, error: { kind: 'failing' } };
  } finally {
    // SECURITY: secrets-zeroed
    bytes.fill(0);
  }
}

/** The key in PKCS #8 bytes, which are zeroed; `null` when it is not a P-256 key. */
function toKey(bytes: Buffer): KeyObject | null {
  try {
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    return null;
  } finally {
    bytes.fill(0);
  }
}

function toDeviceKey(privateKey: KeyObject): DeviceKey {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  const jwk = publicJwk.parse({ kty, crv, x, y });
  const id = toThumbprint(jwk);
  const signed = (claims: object): Promise<string> => {
    const text = `${toPart({ alg: 'ES256', kid: id })}.${toPart(claims)}`;
    // RFC 7518, section 3.4: the two numbers one after the other, not DER.
    const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return Promise.resolve(`${text}.${signature.toString('base64url')}`);
  };
  const makeNonce = (): string => randomBytes(16).toString('base64url');
  return {
    id,
    publicJwk: jwk,
    signStart: (claims) => signed(z.encode(startClaims, { purpose: 'start', ...claims, nonce: makeNonce() })),
    signExtend: (claims) =>
      signed(z.encode(extendClaims, { purpose: 'extend', ...claims, nonce: makeNonce() })),
  };
}

/** RFC 7638: SHA-256 over the required members in the order of the alphabet. */
function toThumbprint({ crv, kty, x, y }: PublicJwk): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function toPart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

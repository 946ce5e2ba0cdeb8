/**
 * Ed25519 keys in OpenSSH's forms: the CA's private key (OPENSSH or PKCS #8 PEM) becomes a key object, public keys become one line.
 * No private byte goes into an error or stays in a buffer.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { createReader, toString4 } from './ssh-bytes.ts';

export const ED25519 = 'ssh-ed25519';
/** RFC 8410: what stands before the 32 private bytes in PKCS #8. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');

export type CaKeyResult =
  { readonly ok: true; readonly value: KeyObject } | { readonly ok: false; readonly sentence: string };

export function readCaKey(pem: string): CaKeyResult {
  try {
    const key = pem.includes('OPENSSH PRIVATE KEY') ? readOpenSsh(pem) : createPrivateKey(pem);
    if (key === 'encrypted')
      return no('This key has a passphrase. Give one without: ssh-keygen -p -N "" -f FILE.');
    if (key.asymmetricKeyType === 'ed25519') return { ok: true, value: key };
  } catch {
    // What it said may quote the key.
  }
  return no('This is no ed25519 private key. Make one: ssh-keygen -t ed25519 -N "" -f FILE.');
}

/** "ssh-ed25519 AAAA…", without a comment. */
export function toPublicLine(key: KeyObject): string {
  return `${ED25519} ${toPublicBlob(key).toString('base64')}`;
}

/** The public half as SSH writes it on the wire (RFC 8709, section 4). */
export function toPublicBlob(key: KeyObject): Buffer {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.concat([toString4(ED25519), toString4(Buffer.from(x ?? '', 'base64url'))]);
}

/** PROTOCOL.key of OpenSSH. */
function readOpenSsh(pem: string): KeyObject | 'encrypted' {
  const blob = Buffer.from(pem.replace(/-----[^-]+-----/gu, ''), 'base64');
  try {
    const magic = 'openssh-key-v1\0';
    if (blob.subarray(0, magic.length).toString('latin1') !== magic) throw new RangeError('no key');
    const outer = createReader(blob.subarray(magic.length));
    const cipher = outer.string4().toString('latin1');
    if (cipher !== 'none') return 'encrypted';
    outer.string4();
    outer.string4();
    if (outer.uint32() !== 1) throw new RangeError('not one key');
    outer.string4();
    const inner = createReader(outer.string4());
    if (inner.uint32() !== inner.uint32()) throw new RangeError('check numbers differ');
    if (inner.string4().toString('latin1') !== ED25519) throw new RangeError('another kind of key');
    inner.string4();
    const der = Buffer.concat([PKCS8_START, inner.string4().subarray(0, 32)]);
    try {
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    } finally {
      der.fill(0);
    }
  } finally {
    blob.fill(0);
  }
}

function no(sentence: string): CaKeyResult {
  return { ok: false, sentence };
}

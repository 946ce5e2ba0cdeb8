/** Makes the ed25519 key pair of one start. The private half is bytes that are zeroed, never a string, and no file. */
import { generateKeyPairSync } from 'node:crypto';
import type { SshKey } from '../ports/ssh-key.ts';
import { toPublicLine } from '../ssh-agent/read-certificate.ts';

export function makeSshKey(): SshKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  // RFC 8410: the last 32 bytes are the key.
  const point = publicKey.subarray(-32);
  return {
    publicKey: toPublicLine(point),
    copySecret: () => Buffer.from(privateKey),
    forget: () => {
      // SECURITY: secrets-zeroed
      privateKey.fill(0);
    },
  };
}

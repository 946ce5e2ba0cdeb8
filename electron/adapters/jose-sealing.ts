/**
 * The key a start is sealed to, and the opening of what was sealed. Accepts ECDH-ES with A256GCM and nothing else, and only for the grant,
 * lease and end that were expected. The private key cannot be exported, and is dropped after the start.
 */
import './web-crypto.ts';
import { compactDecrypt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { publicJwk, sealedHeader } from '../../shared/api.ts';
import type { MakeSealingKey, SealingKey, UnsealError } from '../ports/sealing.ts';

type Refusal = { readonly ok: false; readonly error: UnsealError };

export function createMakeSealingKey(): MakeSealingKey {
  return async (): Promise<SealingKey> => {
    const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: false });
    let privateKey: typeof pair.privateKey | null = pair.privateKey;
    const { kty, crv, x, y } = await exportJWK(pair.publicKey);
    return {
      publicJwk: publicJwk.parse({ kty, crv, x, y }),
      unseal: async (sealed, expected) => {
        if (privateKey === null) return refuse('not-for-us');
        const header = readHeader(sealed);
        if (header === null) return refuse('wrong-shape');
        // SECURITY: sealing-algorithms-pinned
        if (header['alg'] !== 'ECDH-ES' || header['enc'] !== 'A256GCM') return refuse('wrong-algorithm');
        const parsed = strictHeader.safeParse(header);
        if (!parsed.success) return refuse('wrong-shape');
        const told = parsed.data;
        // SECURITY: sealing-bound-to-lease
        if (told.grantId !== expected.grantId || told.leaseId !== expected.leaseId)
          return refuse('wrong-grant');
        // `exp` has whole seconds, the grant's end milliseconds.
        if (Math.abs(told.exp * 1000 - expected.expiresAt) >= 1000) return refuse('wrong-end');
        try {
          const { plaintext } = await compactDecrypt(sealed, privateKey, {
            keyManagementAlgorithms: ['ECDH-ES'],
            contentEncryptionAlgorithms: ['A256GCM'],
          });
          // The same memory, not a copy: who zeros the buffer zeros the plaintext.
          const secret = Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
          return { ok: true, value: { leaseId: told.leaseId, connection: told.connection, secret } };
        } catch {
          return refuse('not-for-us');
        }
      },
      forget: () => {
        privateKey = null;
      },
    };
  };
}

/** An unknown parameter (`zip`, `crit`, `apu`) would be a door nobody watches. */
const strictHeader = sealedHeader.strict();

function refuse(kind: UnsealError['kind']): Refusal {
  return { ok: false, error: { kind } };
}

function readHeader(sealed: string): Readonly<Record<string, unknown>> | null {
  try {
    return decodeProtectedHeader(sealed);
  } catch {
    return null;
  }
}

/**
 * Seals credentials to the device: compact JWE, ECDH-ES with A256GCM. What it is given it fills with zeros, whatever happens;
 * what it answers only the holder of the private key can open.
 */
import { CompactEncrypt, importJWK } from 'jose';
import type { PublicJwk } from '../../shared/api.ts';
import type { Lease } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Minted } from '../ports/issuer.ts';

export interface SealedCredential {
  readonly leaseId: string;
  readonly sealed: string;
}

export interface FreshLease {
  readonly lease: Lease;
  readonly minted: Minted;
}

export async function sealAll(
  leases: readonly FreshLease[],
  to: { readonly grantId: string; readonly sealTo: PublicJwk; readonly expiresAt: Instant },
): Promise<readonly SealedCredential[]> {
  try {
    const key = await importJWK(to.sealTo, 'ECDH-ES');
    const exp = Math.floor(to.expiresAt / 1000);
    return await Promise.all(
      leases.map(async ({ lease, minted }) => ({
        leaseId: lease.id,
        sealed: await new CompactEncrypt(minted.secret)
          .setProtectedHeader({
            alg: 'ECDH-ES',
            enc: 'A256GCM',
            typ: 'stint-credential',
            grantId: to.grantId,
            leaseId: lease.id,
            exp,
            connection: minted.connection,
          })
          .encrypt(key),
      })),
    );
  } finally {
    forgetSecrets(leases);
  }
}

export function forgetSecrets(leases: readonly FreshLease[]): void {
  for (const { minted } of leases) minted.secret.fill(0); // SECURITY: broker-secrets-zeroed
}

/** Keys of this desktop and what is done with them. Private keys never leave the implementation. */
import type { Connection, PublicJwk } from '../../shared/api.ts';

/** The device's signing key (P-256), kept in the keychain under `Stint keys`. */
export interface DeviceKey {
  /** RFC 7638 thumbprint, base64url. */
  readonly id: string;
  readonly publicJwk: PublicJwk;
  /** Compact JWS (ES256) over the claims of shared/api.ts `startClaims`, signed now, with a fresh nonce. */
  signStart(claims: {
    readonly grantId: string;
    readonly sealTo: PublicJwk;
    readonly sshPublicKey?: string;
    readonly signedAt: number;
  }): Promise<string>;
  /** The same over `extendClaims`. */
  signExtend(claims: {
    readonly grantId: string;
    readonly durationSeconds: number;
    readonly signedAt: number;
  }): Promise<string>;
}

export type UnsealError = {
  readonly kind: 'not-for-us' | 'wrong-shape' | 'wrong-grant' | 'wrong-end' | 'wrong-algorithm';
};

export interface Unsealed {
  readonly leaseId: string;
  readonly connection: Connection;
  /** The caller fills it with zeros. */
  readonly secret: Buffer;
}

/** A key pair for one start; gone after `forget`. */
export interface SealingKey {
  readonly publicJwk: PublicJwk;
  /** Opens a sealed credential and checks its protected header against the grant, lease and end the broker told. */
  unseal(
    sealed: string,
    expected: { readonly grantId: string; readonly leaseId: string; readonly expiresAt: number },
  ): Promise<
    { readonly ok: true; readonly value: Unsealed } | { readonly ok: false; readonly error: UnsealError }
  >;
  forget(): void;
}

export type MakeSealingKey = () => Promise<SealingKey>;

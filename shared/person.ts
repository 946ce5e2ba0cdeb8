/**
 * People and their devices, as the broker tells of them. A person is `issuer` + `subject`, never an e-mail address;
 * `id` is the broker's own ULID for that pair.
 */
export interface Person {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly mayApprove: boolean;
  /** May end anybody's access. */
  readonly isAdmin: boolean;
}

/** Who did something, as shown to others. */
export interface PersonName {
  readonly id: string;
  readonly name: string;
}

/** One desktop of one person. Its `id` is the RFC 7638 SHA-256 thumbprint of its public key, base64url. */
export interface Device {
  readonly id: string;
  readonly name: string;
}

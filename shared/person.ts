/**
 * People and their devices, as the broker tells of them. A person is `issuer` + `subject`, never an e-mail address;
 * `id` is the broker's own ULID for that pair.
 */
export interface Person extends Owned {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly mayApprove: boolean;
  /** May end anybody's access. */
  readonly isAdmin: boolean;
}

/** Who did something, as shown to others. */
export interface PersonName extends Owned {
  readonly name: string;
}

interface Owned {
  readonly id: string;
  /** Who is behind it, where that is another: this is a second account of theirs, or a service account they answer for. */
  readonly ownerId?: string | undefined;
}

export function toPersonName({ id, name, ownerId }: PersonName): PersonName {
  return ownerId === undefined ? { id, name } : { id, name, ownerId };
}

/** The id of the one who is behind it, themselves in most cases. */
export function whoIsBehind({ id, ownerId }: Owned): string {
  return ownerId ?? id;
}

/** Whether the same person is behind both. */
export function isSamePerson(one: Owned, other: Owned): boolean {
  return whoIsBehind(one) === whoIsBehind(other);
}

/** One desktop of one person. Its `id` is the RFC 7638 SHA-256 thumbprint of its public key, base64url. */
export interface Device {
  readonly id: string;
  readonly name: string;
}

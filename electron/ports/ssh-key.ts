/** A key pair for one start's SSH certificates. The private half is made here and goes nowhere but into custody. */
export interface SshKey {
  /** One OpenSSH line, without a comment. */
  readonly publicKey: string;
  /** A copy of the private half (PKCS #8), which the caller fills with zeros. */
  readonly copySecret: () => Buffer;
  /** Fills its own with zeros. */
  readonly forget: () => void;
}

export type MakeSshKey = () => SshKey;

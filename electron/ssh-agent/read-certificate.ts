/** Reads an OpenSSH user certificate (PROTOCOL.certkeys, ed25519), to see whether it is what was asked for. Pure; trusts nothing it reads. */
import { readWire, toWire } from './wire.ts';

const KIND = 'ssh-ed25519-cert-v01@openssh.com';
const USER = 1;

export interface UserCertificate {
  /** As it goes over the wire. */
  readonly blob: Buffer;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  readonly keyId: string;
  readonly principals: readonly string[];
  /** Epoch milliseconds. */
  readonly validUntil: number;
}

/** `null`: no ed25519 user certificate. */
export function readCertificate(line: string): UserCertificate | null {
  const [kind, base64 = ''] = line.split(' ');
  if (kind !== KIND) return null;
  const blob = Buffer.from(base64, 'base64');
  try {
    const wire = readWire(blob);
    if (wire.text() !== KIND) return null;
    wire.bytes();
    const publicKey = wire.bytes();
    wire.uint64();
    if (wire.uint32() !== USER) return null;
    const keyId = wire.text();
    const listed = readWire(wire.bytes());
    const principals: string[] = [];
    while (!listed.isAtEnd()) principals.push(listed.text());
    wire.uint64();
    // Ends beyond what a number holds are beyond every grant as well.
    const validUntil = Number(wire.uint64()) * 1000;
    return { blob, publicKey, keyId, principals, validUntil };
  } catch {
    return null;
  }
}

/** One OpenSSH line for 32 bytes. */
export function toPublicLine(publicKey: Uint8Array): string {
  const blob = Buffer.concat([toWire('ssh-ed25519'), toWire(publicKey)]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
}

export interface Wanted {
  readonly leaseId: string;
  /** One OpenSSH line. */
  readonly publicKey: string;
  readonly principal: string;
  readonly expiresAt: number;
}

/** For our key, this lease and this principal alone, and no longer than the grant. */
export function isAsWanted(line: string, wanted: Wanted): boolean {
  const told = readCertificate(line);
  if (told === null) return false;
  const [, base64 = ''] = wanted.publicKey.split(' ');
  const ours = Buffer.from(base64, 'base64').subarray(-32);
  // SECURITY: certificate-as-asked
  return (
    told.publicKey.equals(ours) &&
    told.keyId === wanted.leaseId &&
    told.principals.length === 1 &&
    told.principals[0] === wanted.principal &&
    told.validUntil < wanted.expiresAt + 1000
  );
}

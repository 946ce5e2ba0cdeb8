/**
 * Signs an OpenSSH user certificate (PROTOCOL.certkeys, ed25519 by ed25519). Pure but for the nonce and the serial number. It gives what it
 * is told and nothing by itself: no extension, no principal, no end later than asked.
 */
import { randomBytes, sign, type KeyObject } from 'node:crypto';
import type { Instant } from '../../../shared/instant.ts';
import { ED25519, toPublicBlob } from './certificate-key.ts';
import { createReader, toString4, toUint32, toUint64 } from './ssh-bytes.ts';

const KIND = 'ssh-ed25519-cert-v01@openssh.com';
const USER = 1;

export interface CertificateOrder {
  /** One OpenSSH line. */
  readonly publicKey: string;
  readonly keyId: string;
  readonly principal: string;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
  /** In CIDR form or single; empty: from anywhere. */
  readonly sourceAddresses: readonly string[];
  readonly forceCommand: string | null;
  readonly extensions: readonly string[];
}

/** One line of OpenSSH text. Throws for a key that is no ed25519 key. */
export function signCertificate(caKey: KeyObject, order: CertificateOrder): string {
  const [, base64 = ''] = order.publicKey.split(' ');
  const blob = createReader(Buffer.from(base64, 'base64'));
  const kind = blob.string4().toString('latin1');
  const point = blob.string4();
  if (kind !== ED25519 || point.length !== 32) throw new RangeError('This is no ed25519 key.');

  const signed = Buffer.concat([
    toString4(KIND),
    toString4(randomBytes(32)),
    toString4(point),
    toUint64(randomBytes(8).readBigUInt64BE()),
    toUint32(USER),
    toString4(order.keyId),
    // SECURITY: ssh-certificate-bounded
    toString4(toString4(order.principal)),
    toUint64(BigInt(Math.floor(order.validFrom / 1000))),
    toUint64(BigInt(Math.floor(order.validUntil / 1000))),
    toString4(toOptions(toCriticalOptions(order))),
    toString4(toOptions(order.extensions.map((name) => [name, '']))),
    toString4(''),
    toString4(toPublicBlob(caKey)),
  ]);
  const signature = Buffer.concat([toString4(ED25519), toString4(sign(null, signed, caKey))]);
  return `${KIND} ${Buffer.concat([signed, toString4(signature)]).toString('base64')}`;
}

function toCriticalOptions({ forceCommand, sourceAddresses }: CertificateOrder): [string, string][] {
  return [
    ...(forceCommand === null ? [] : [['force-command', forceCommand] satisfies [string, string]]),
    ...(sourceAddresses.length === 0
      ? []
      : [['source-address', sourceAddresses.join(',')] satisfies [string, string]]),
  ];
}

/** Sorted by name, each once, as the format asks; a value is a string within a string, none is the empty one. */
function toOptions(options: readonly (readonly [string, string])[]): Buffer {
  const sorted = [...new Map(options)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(([name, value]) => [toString4(name), toString4(value === '' ? '' : toString4(value))]),
  );
}

/**
 * The SSH certificates an extension brings for what is held here. One that is not for the same key, lease and principal, or lasts longer than the
 * grant, is left out: the first one stays, and with it its earlier end.
 */
import type { GrantIn } from '../../shared/grant.ts';
import type { Holding } from '../ports/custodian.ts';
import { isAsWanted, readCertificate, toPublicLine } from '../ssh-agent/read-certificate.ts';

export function laterCertificates(
  { leases, expiresAt }: Pick<GrantIn<'active'>, 'leases' | 'expiresAt'>,
  holdings: readonly Holding[],
): Readonly<Record<string, string>> {
  const later = holdings.flatMap(({ leaseId, connection }): [string, string][] => {
    if (connection.kind !== 'ssh') return [];
    const certificate = leases.find(({ id }) => id === leaseId)?.certificate;
    const first = readCertificate(connection.certificate);
    if (certificate === undefined || first === null) return [];
    const publicKey = toPublicLine(first.publicKey);
    const wanted = { leaseId, publicKey, principal: connection.principal, expiresAt };
    return isAsWanted(certificate, wanted) ? [[leaseId, certificate]] : [];
  });
  return Object.fromEntries(later);
}

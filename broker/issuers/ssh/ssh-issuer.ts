/**
 * Issues SSH certificates: each for one key of one desktop, one principal, one end. Nothing is made at the hosts, so nothing is left there;
 * what ends a certificate early is sshd's list of revoked keys, where the target has one. No private key of a person ever comes here.
 */
import { isIP } from 'node:net';
import type { KeyObject } from 'node:crypto';
import type { SshConnection } from '../../../shared/api-ssh.ts';
import { isLoopback } from '../../loopback.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Issuer, IssuerResult, LeaseOrder } from '../../ports/issuer.ts';
import type { EntitlementRule, SshEntitlement } from '../../ports/profile-rule.ts';
import { createRevokedKeys } from './revoked-keys.ts';
import { signCertificate } from './sign-certificate.ts';

/** Clocks of hosts may be a little behind. */
const SKEW_MS = 30_000;

export interface SshIssuerDeps {
  readonly clock: Clock;
  /** The target's name in sentences: "bastion". */
  readonly targetName: string;
  readonly hosts: SshConnection['hosts'];
  readonly caKey: KeyObject;
  readonly sourceAddress: 'requester' | 'any' | readonly string[];
  /** The file sshd's RevokedKeys names; `null`: the hosts take no list. */
  readonly revokedKeys: string | null;
  /** The only login there is at the hosts, whatever entitlements say; `null`: what they say. */
  readonly onlyUsername: string | null;
  /** The only command a certificate lets run there, whatever entitlements say; `null`: what they say. */
  readonly onlyCommand: string | null;
}

export function createSshIssuer(deps: SshIssuerDeps): Issuer {
  const { clock, targetName, hosts, caKey } = deps;
  const revoked = deps.revokedKeys === null ? null : createRevokedKeys(deps.revokedKeys, () => clock.now());
  const usernameOf = (entitlement: SshEntitlement): string => deps.onlyUsername ?? entitlement.username;

  const refuse = (sentence: string): Extract<IssuerResult<never>, { ok: false }> => ({
    ok: false,
    error: { kind: 'refused', sentence },
  });

  /** `undefined`: no address can be told that the hosts would see. */
  function sourcesFor(address: string | null): readonly string[] | undefined {
    if (deps.sourceAddress === 'any') return [];
    if (deps.sourceAddress !== 'requester') return deps.sourceAddress;
    if (address === null || isIP(address) === 0) return undefined;
    // Behind a proxy on this machine everybody seems to come from it; no other host would ever see that address.
    return isLoopback(address) && !hosts.every(({ host }) => isLoopback(host)) ? undefined : [address];
  }

  function certify(order: LeaseOrder): IssuerResult<string> {
    const entitlement = toSsh(order.entitlement);
    const publicKey = order.requester.sshPublicKey;
    if (publicKey === null)
      return refuse(`${targetName} needs an SSH key of the computer that asks, and none came.`);
    const sourceAddresses = sourcesFor(order.requester.address);
    if (sourceAddresses === undefined) {
      return refuse(
        `${targetName} ties certificates to the address that asks, and the broker cannot tell it (is there a proxy between?). ` +
          `Set sourceAddress of ${targetName} in stint.yaml.`,
      );
    }
    try {
      const value = signCertificate(caKey, {
        publicKey,
        keyId: order.leaseId,
        principal: entitlement.principal,
        validFrom: clock.now() - SKEW_MS,
        validUntil: order.expiresAt,
        sourceAddresses,
        forceCommand: deps.onlyCommand ?? entitlement.forceCommand,
        extensions: entitlement.permit,
      });
      return { ok: true, value };
    } catch {
      return refuse('The SSH key that came with the start is no ed25519 key.');
    }
  }

  return {
    accountFor: (_leaseId, entitlement) => usernameOf(toSsh(entitlement)),

    mint(order) {
      const entitlement = toSsh(order.entitlement);
      const signed = certify(order);
      if (!signed.ok) return Promise.resolve(signed);
      const { principal } = entitlement;
      const connection = { kind: 'ssh' as const, hosts, principal, username: usernameOf(entitlement) };
      // The private key is the desktop's own: nothing here is secret.
      const secret = Buffer.alloc(0);
      return Promise.resolve({
        ok: true,
        value: { connection: { ...connection, certificate: signed.value }, secret },
      });
    },

    extend(order) {
      const signed = certify(order);
      return Promise.resolve(signed.ok ? { ok: true, value: { certificate: signed.value } } : signed);
    },

    async revoke({ leaseId, expiresAt, requester }, noteDown) {
      const { sshPublicKey: publicKey } = requester;
      if (publicKey === null || expiresAt <= clock.now()) return { ok: true, value: null };
      if (revoked === null) {
        const leftBehind = [
          `a certificate that hosts of ${targetName}, which take no revocation list, would accept until ${toHour(expiresAt)} UTC ` +
            '(its key is gone with the wipe)',
        ];
        await noteDown({ sessionsEnded: 0, leftBehind });
        return { ok: true, value: null };
      }
      try {
        // SECURITY: ssh-revoked-keys
        revoked.add({ publicKey, leaseId, until: expiresAt });
        return { ok: true, value: null };
      } catch (cause) {
        const sentence = `The list of revoked keys of ${targetName} cannot be written (${codeOf(cause)}).`;
        return { ok: false, error: { kind: 'unreachable', sentence, cause } };
      }
    },

    // Certificates are nowhere but with whom they were given to.
    leasesAtTarget: () => Promise.resolve({ ok: true, value: [] }),
    close: () => Promise.resolve(),
  };
}

/** The configuration gives each target entitlements of its own kind. */
function toSsh(entitlement: EntitlementRule): SshEntitlement {
  if (entitlement.kind !== 'ssh') throw new Error('An entitlement of another kind at an SSH target.');
  return entitlement;
}

/** "14:05" */
function toHour(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no code';
}

/**
 * The SSH keys of one start: a fresh one for each try, for the broker revokes the key of a try whose answer was lost. The private half goes to
 * custody with its certificate, and only where that is the one that was asked for.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Unsealed } from '../ports/sealing.ts';
import type { MakeSshKey, SshKey } from '../ports/ssh-key.ts';
import { isAsWanted } from '../ssh-agent/read-certificate.ts';
import type { Store } from './state.ts';

export interface SshTries {
  /** What the next try sends and signs: nothing where the profile has no SSH in it. */
  readonly next: () => { readonly sshPublicKey?: string };
  /** What custody is to hold: the bare secret that came, or the private key of the last try. `null`: the certificate does not fit. */
  readonly secretFor: (unsealed: Unsealed, expiresAt: number) => Buffer | null;
  readonly forget: () => void;
}

export function createSshTries(
  makeSshKey: MakeSshKey,
  grant: Pick<Grant, 'profileId'>,
  store: Pick<Store, 'get'>,
): SshTries {
  const row = store.get().profiles.offers?.find(({ profile }) => profile.id === grant.profileId);
  // Of a profile that is not on the list nothing is known; a key too many harms nobody.
  const isWanted = row?.profile.entitlements.some(({ kind }) => kind === 'ssh') ?? true;
  let key: SshKey | null = null;

  const forget = (): void => {
    key?.forget();
    key = null;
  };

  return {
    forget,
    next: () => {
      forget();
      if (!isWanted) return {};
      key = makeSshKey();
      return { sshPublicKey: key.publicKey };
    },
    secretFor: ({ connection, leaseId, secret }, expiresAt) => {
      if (connection.kind !== 'ssh') return secret;
      secret.fill(0);
      if (key === null) return null;
      const { publicKey } = key;
      const wanted = { leaseId, publicKey, principal: connection.principal, expiresAt };
      return isAsWanted(connection.certificate, wanted) ? key.copySecret() : null;
    },
  };
}

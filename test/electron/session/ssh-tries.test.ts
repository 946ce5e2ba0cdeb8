import { describe, expect, it } from 'vitest';
import { follow, replay } from '../../../electron/custody/replay.ts';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import type { Holding } from '../../../electron/ports/custodian.ts';
import type { SshKey } from '../../../electron/ports/ssh-key.ts';
import { laterCertificates } from '../../../electron/session/later-certificates.ts';
import { createSshTries } from '../../../electron/session/ssh-tries.ts';
import type { Connection } from '../../../shared/api.ts';
import { certify, END, LEASE } from '../ssh-agent/agent-bench.ts';

const connectionWith = (certificate: string): Extract<Connection, { kind: 'ssh' }> => ({
  kind: 'ssh',
  hosts: [{ host: '127.0.0.1', port: 22 }],
  principal: 'bastion',
  username: 'ops',
  certificate,
});

function makeTries() {
  const made: SshKey[] = [];
  const make = (): SshKey => {
    const key = makeSshKey();
    made.push(key);
    return key;
  };
  // Nothing is known of the profile: a key is sent.
  const store = { get: () => ({ profiles: { offers: null } }) } as unknown as Parameters<
    typeof createSshTries
  >[2]; // Nothing else is read.
  return { tries: createSshTries(make, { profileId: 'bastion' }, store), made };
}

describe('the SSH keys of a start', () => {
  it('are new for each try, and the last one goes to custody with its certificate', () => {
    const { tries, made } = makeTries();
    const [first, second] = [tries.next().sshPublicKey ?? '', tries.next().sshPublicKey ?? ''];
    expect(second).not.toBe(first);
    const secret = Buffer.alloc(0);
    const own = tries.secretFor({ leaseId: LEASE, connection: connectionWith(certify(second)), secret }, END);
    expect(own?.length).toBe(48);
    // Of the first try nothing is kept.
    expect(
      tries.secretFor({ leaseId: LEASE, connection: connectionWith(certify(first)), secret }, END),
    ).toBeNull();
    expect(made[0]?.copySecret().every((byte) => byte === 0)).toBe(true);
    tries.forget();
    expect(made[1]?.copySecret().every((byte) => byte === 0)).toBe(true);
    expect(
      tries.secretFor({ leaseId: LEASE, connection: connectionWith(certify(second)), secret }, END),
    ).toBeNull();
  });

  it('hold no certificate that is not as asked', () => {
    const { tries } = makeTries();
    const key = tries.next().sshPublicKey ?? '';
    const secret = Buffer.alloc(0);
    for (const odd of [
      certify(key, { principal: 'root' }),
      certify(key, { validUntil: END + 60_000 }),
      'none',
    ]) {
      expect(tries.secretFor({ leaseId: LEASE, connection: connectionWith(odd), secret }, END)).toBeNull();
    }
  });
});

describe('a later certificate', () => {
  const { publicKey } = makeSshKey();
  const first = certify(publicKey);
  const later = certify(publicKey, { validUntil: END + 60_000 });
  const deadline = { expiresAt: END, serverOffsetMs: 0, endsBootMs: END, bootId: 'boot' };
  const intake = {
    grantId: 'grant',
    leaseId: LEASE,
    targetName: 'bastion',
    connection: connectionWith(first),
    deadline,
  };
  const holding: Holding = { ...intake, custody: { custody: 'held', since: 0 } };
  const told = (certificate: string): Parameters<typeof laterCertificates>[0] => ({
    expiresAt: END + 60_000,
    leases: [
      {
        id: LEASE,
        entitlementId: 'e',
        kind: 'ssh',
        targetName: 'bastion',
        account: 'ops',
        certificate,
        state: { state: 'active' },
      },
    ],
  });

  it('for the same key takes the place of the first', () => {
    expect(laterCertificates(told(later), [holding])).toEqual({ [LEASE]: later });
  });

  it('for another key, or longer than the grant, does not', () => {
    expect(laterCertificates(told(certify(makeSshKey().publicKey)), [holding])).toEqual({});
    expect(laterCertificates(told(certify(publicKey, { validUntil: END + 120_000 })), [holding])).toEqual({});
  });

  it('stands in the journal, and is what is held after a restart', () => {
    const held = replay([
      { kind: 'will-hold', at: 1, ...intake },
      { kind: 'held', at: 2, leaseId: LEASE },
    ]);
    const moved = follow(held, {
      kind: 'extended',
      at: 3,
      grantId: 'grant',
      deadline,
      certificates: { [LEASE]: later },
    });
    expect(moved.entries.get(LEASE)?.connection).toEqual(connectionWith(later));
    expect(held.damaged).toBe(0);
  });
});

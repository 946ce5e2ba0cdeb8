// A certificate that the real signer made for a real key, and a custodian that lends that key until told otherwise.
import { generateKeyPairSync } from 'node:crypto';
import { signCertificate } from '../../../broker/issuers/ssh/sign-certificate.ts';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import type { Holding } from '../../../electron/ports/custodian.ts';
import { createSshAgent } from '../../../electron/ssh-agent/ssh-agent.ts';
import { toWire } from '../../../electron/ssh-agent/wire.ts';

export const LEASE = '01M85SZSVQKCPPN02KHP85HMJX';
export const END = Math.floor(Date.now() / 1000) * 1000 + 3_600_000;
const caKey = generateKeyPairSync('ed25519').privateKey;

export function certify(
  publicKey: string,
  more: Partial<Parameters<typeof signCertificate>[1]> = {},
): string {
  return signCertificate(caKey, {
    publicKey,
    keyId: LEASE,
    principal: 'bastion',
    validFrom: 0,
    validUntil: END,
    sourceAddresses: [],
    forceCommand: null,
    extensions: ['permit-pty'],
    ...more,
  });
}

export function makeAgent() {
  const key = makeSshKey();
  const certificate = certify(key.publicKey);
  const lent: Buffer[] = [];
  const state = { isHeld: true };
  const holding: Holding = {
    grantId: 'grant',
    leaseId: LEASE,
    targetName: 'bastion',
    connection: {
      kind: 'ssh',
      hosts: [{ host: '127.0.0.1', port: 22 }],
      principal: 'bastion',
      username: 'ops',
      certificate,
    },
    deadline: { expiresAt: END, serverOffsetMs: 0, endsBootMs: END, bootId: 'boot' },
    custody: { custody: 'held', since: 0 },
  };
  const agent = createSshAgent({
    custodian: {
      holdings: () => (state.isHeld ? [holding] : []),
      use: async (leaseId, use) => {
        if (!state.isHeld || leaseId !== LEASE) return { ok: false, error: { kind: 'not-held' } };
        const secret = key.copySecret();
        lent.push(secret);
        const value = await use(secret, holding.connection);
        secret.fill(0);
        return { ok: true, value };
      },
    },
  });
  const blob = Buffer.from(certificate.split(' ')[1] ?? '', 'base64');
  return { agent, key, certificate, blob, state, lent };
}

/** What an SSH client asks to have signed: by default a login as `ops` with this key. */
export function loginRequest(
  blob: Buffer,
  more: { user?: string; service?: string; method?: string; tail?: Buffer } = {},
): Buffer {
  const { user = 'ops', service = 'ssh-connection', method = 'publickey', tail = Buffer.alloc(0) } = more;
  return Buffer.concat([
    toWire(Buffer.alloc(32, 7)),
    Buffer.from([50]),
    toWire(user),
    toWire(service),
    toWire(method),
    Buffer.from([1]),
    toWire('ssh-ed25519-cert-v01@openssh.com'),
    toWire(blob),
    tail,
  ]);
}

export function signRequest(key: Buffer, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([13]), toWire(key), toWire(data), Buffer.alloc(4)]);
}

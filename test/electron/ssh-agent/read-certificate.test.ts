import { describe, expect, it } from 'vitest';
import { makeSshKey } from '../../../electron/keys/ssh-key.ts';
import { isAsWanted, readCertificate } from '../../../electron/ssh-agent/read-certificate.ts';
import { certify, END, LEASE } from './agent-bench.ts';

const { publicKey } = makeSshKey();
const wanted = { leaseId: LEASE, publicKey, principal: 'bastion', expiresAt: END };

describe('a certificate', () => {
  it('for our key, lease, principal and end is what was wanted', () => {
    expect(isAsWanted(certify(publicKey), wanted)).toBe(true);
    expect(isAsWanted(certify(publicKey, { validUntil: END - 60_000 }), wanted)).toBe(true);
  });

  it.each([
    ['another key', certify(makeSshKey().publicKey)],
    ['another lease', certify(publicKey, { keyId: '01M85SZSVQKCPPN02KHP85HMJY' })],
    ['another principal', certify(publicKey, { principal: 'root' })],
    ['a later end', certify(publicKey, { validUntil: END + 1000 })],
    ['no form at all', 'ssh-ed25519-cert-v01@openssh.com AAAA'],
    ['a plain key', publicKey],
    ['its end cut off', certify(publicKey).slice(0, 200)],
  ])('with %s is not', (_, certificate) => {
    expect(isAsWanted(certificate, wanted)).toBe(false);
  });

  it('tells every principal, so that none is added unseen', () => {
    expect(readCertificate(certify(publicKey))?.principals).toEqual(['bastion']);
  });
});

import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makePassword } from '../../../broker/issuers/postgresql/password.ts';
import { makeScramVerifier } from '../../../broker/issuers/postgresql/scram-verifier.ts';

// RFC 7677, section 3: the exchange of the user "user" with the password "pencil".
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const clientProof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
const serverSignature = '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';
const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const authMessage = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt.toString('base64')},i=4096,c=biws,r=${nonce}`;

async function keysOf(password: string) {
  const verifier = await makeScramVerifier(Buffer.from(password), salt, 4096);
  const [, stored, server] = /^SCRAM-SHA-256\$4096:[^$]+\$([^:]+):(.+)$/.exec(verifier) ?? [];
  return { storedKey: Buffer.from(stored ?? '', 'base64'), serverKey: Buffer.from(server ?? '', 'base64') };
}

/** RFC 5802, section 3: the server finds the client's key from its proof and compares its hash to what it stores. */
function acceptsProof(storedKey: Buffer): boolean {
  const signature = createHmac('sha256', storedKey).update(authMessage).digest();
  const clientKey = clientProof.map((byte, at) => byte ^ (signature[at] ?? 0));
  return createHash('sha256').update(clientKey).digest().equals(storedKey);
}

describe('the SCRAM verifier', () => {
  it('accepts the proof and gives the server signature of RFC 7677', async () => {
    const { storedKey, serverKey } = await keysOf('pencil');
    expect(acceptsProof(storedKey)).toBe(true);
    expect(createHmac('sha256', serverKey).update(authMessage).digest('base64')).toBe(serverSignature);
  });

  it('refuses that proof for another password', async () => {
    const { storedKey } = await keysOf('pencils');
    expect(acceptsProof(storedKey)).toBe(false);
  });

  it('has a salt of its own each time', async () => {
    const password = Buffer.from('pencil');
    expect(await makeScramVerifier(password)).not.toBe(await makeScramVerifier(password));
  });
});

describe('a new password', () => {
  it('is 43 letters of base64url, each time others', () => {
    const made = Array.from({ length: 200 }, () => makePassword().toString());
    expect(made.every((password) => /^[A-Za-z0-9_-]{43}$/.test(password))).toBe(true);
    expect(new Set(made).size).toBe(200);
    expect(new Set(made.join('')).size).toBe(64);
  });
});

// The CA's key in both forms people have it in, made by ssh-keygen itself.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCaKey, toPublicLine } from '../../../broker/issuers/ssh/certificate-key.ts';
import { hasSsh } from '../ssh-bench.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'stint-ca-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function make(name: string, ...how: string[]): string {
  const file = join(folder, name);
  spawnSync('ssh-keygen', ['-q', '-C', '', '-f', file, ...how]);
  return file;
}

function sentenceOf(pem: string): string {
  const read = readCaKey(pem);
  return read.ok ? 'read' : read.sentence;
}

describe.skipIf(!hasSsh)('a CA key', () => {
  it('of ssh-keygen is read, and its public half is the one ssh-keygen wrote', () => {
    const file = make('plain', '-t', 'ed25519', '-N', '');
    const read = readCaKey(readFileSync(file, 'utf8'));
    expect(read.ok && toPublicLine(read.value)).toBe(readFileSync(`${file}.pub`, 'utf8').trim());
  });

  it('as PKCS #8 is read', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(sentenceOf(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())).toBe('read');
  });

  it('with a passphrase, of another kind, cut short or none at all is refused with what to do', () => {
    expect(sentenceOf(readFileSync(make('locked', '-t', 'ed25519', '-N', 'secret'), 'utf8'))).toContain(
      'ssh-keygen -p',
    );
    expect(sentenceOf(readFileSync(make('ec', '-t', 'ecdsa', '-N', ''), 'utf8'))).toContain(
      'no ed25519 private key',
    );
    const whole = readFileSync(make('whole', '-t', 'ed25519', '-N', ''), 'utf8');
    const [first = '', second = ''] = whole.split('\n');
    expect(sentenceOf(`${first}\n${second.slice(0, 40)}\n-----END OPENSSH PRIVATE KEY-----\n`)).toContain(
      'no ed25519',
    );
    expect(sentenceOf('')).toContain('no ed25519');
  });
});

// The list of revoked keys: what stands in it and how long, where a key comes twice.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRevokedKeys } from '../../../broker/issuers/ssh/revoked-keys.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-29T12:00:00Z');
const [KEY, OTHER] = ['ssh-ed25519 AAAAkey', 'ssh-ed25519 AAAAother'];
const LEASES = [
  '01JGTESTLEASE0000000000001',
  '01JGTESTLEASE0000000000002',
  '01JGTESTLEASE0000000000003',
] as const;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-keys-'));
  file = join(folder, 'revoked');
});
afterEach(() => rmSync(folder, { recursive: true }));
const lines = (): string[] => readFileSync(file, 'utf8').trim().split('\n');

it('keeps a key that comes twice until the later end, in whatever order they come', () => {
  const keys = createRevokedKeys(file, () => NOON);
  keys.add({ publicKey: KEY, leaseId: LEASES[0], until: NOON + 8 * HOUR });
  keys.add({ publicKey: KEY, leaseId: LEASES[1], until: NOON + HOUR });
  expect(lines()).toEqual([`${KEY} stint:${LEASES[1]} until 2026-11-29T20:00:00.000Z`]);
  createRevokedKeys(file, () => NOON + 2 * HOUR).add({
    publicKey: OTHER,
    leaseId: LEASES[2],
    until: NOON + 9 * HOUR,
  });
  expect(lines().map((line) => line.split(' ')[1])).toEqual(['AAAAkey', 'AAAAother']);
});

it('forgets a key once every certificate of it is over, and never a line of others', () => {
  writeFileSync(file, '# by hand\nssh-rsa AAAAold someone\n');
  createRevokedKeys(file, () => NOON).add({ publicKey: KEY, leaseId: LEASES[0], until: NOON + HOUR });
  createRevokedKeys(file, () => NOON + HOUR).add({
    publicKey: OTHER,
    leaseId: LEASES[1],
    until: NOON + 2 * HOUR,
  });
  expect(lines()).toEqual([
    '# by hand',
    'ssh-rsa AAAAold someone',
    `${OTHER} stint:${LEASES[1]} until 2026-11-29T14:00:00.000Z`,
  ]);
});

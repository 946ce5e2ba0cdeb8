/**
 * The file that sshd's RevokedKeys names: one public key a line, which refuses certificates of that key too. Written whole, so that sshd never
 * reads half of it (a file it cannot read refuses everybody). Lines that others have written stay; ours go once their certificate is over anyway.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { toRfc3339, type Instant } from '../../../shared/instant.ts';

const OURS = /^(ssh-ed25519 \S+) stint:[0-9A-Z]{26} until (\S+)$/u;

export interface RevokedKeys {
  /** Idempotent. */
  add(key: { readonly publicKey: string; readonly leaseId: string; readonly until: Instant }): void;
}

export function createRevokedKeys(file: string, now: () => Instant): RevokedKeys {
  const lines = (): string[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
      : [];
  return {
    add({ publicKey, leaseId, until }) {
      const kept = lines().filter((line) => {
        const [, key, end] = OURS.exec(line) ?? [];
        return end === undefined || (key !== publicKey && Date.parse(end) > now());
      });
      const line = `${publicKey} stint:${leaseId} until ${toRfc3339(until)}`;
      writePublic(file, `${[...kept, line].join('\n')}\n`);
    },
  };
}

/** 0644: sshd may run as somebody else, and public keys are no secret. */
export function writePublic(path: string, text: string): void {
  const half = `${path}.${process.pid}.new`;
  const file = openSync(half, 'w', 0o644);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}

/**
 * The file that sshd's RevokedKeys names: one public key a line, which refuses certificates of that key too. Written whole, so that sshd never
 * reads half of it (a file it cannot read refuses everybody). Lines that others have written stay; ours go once their certificate is over anyway.
 */
import { existsSync, readFileSync } from 'node:fs';
import { toRfc3339, type Instant } from '../../../shared/instant.ts';
import { writeFileWhole } from '../../write-file-whole.ts';

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
      let latest = until;
      const kept = lines().filter((line) => {
        const [, key, end] = OURS.exec(line) ?? [];
        if (end === undefined) return true;
        // A desktop may have sent the same key for another grant: the key stays revoked for as long as any certificate of it would be good.
        if (key === publicKey) latest = Math.max(latest, Date.parse(end));
        return key !== publicKey && Date.parse(end) > now();
      });
      const line = `${publicKey} stint:${leaseId} until ${toRfc3339(latest)}`;
      // sshd may run as somebody else, and public keys are no secret.
      writeFileWhole(file, `${[...kept, line].join('\n')}\n`, 0o644);
    },
  };
}

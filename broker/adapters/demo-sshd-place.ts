/**
 * Where the demo's sshd has its files, and as whom it runs. For root the folder stays root's own and everybody may look into it: whoever comes
 * in over SSH is the user sshd runs as, and must not be able to change whom it lets in. Nothing secret of the broker's is ever put there.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import type { ServerUser } from './embedded-postgres-binaries.ts';
import { findFolderForRoot, findOrdinaryUser } from './embedded-postgres-place.ts';

export interface SshdPlace {
  readonly folder: string;
  /** `null`: as the broker's own user. */
  readonly user: ServerUser | null;
}

export function findSshdPlace(wanted: string): SshdPlace {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) {
    chmodSync(wanted, 0o700);
    return { folder: wanted, user: null };
  }
  const folder = findFolderForRoot(wanted, null);
  chmodSync(folder, 0o755);
  return { folder, user: findOrdinaryUser() };
}

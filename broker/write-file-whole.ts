/**
 * Writes a small file so that it is there whole or not at all, also after a power cut. Its reader is this user alone (0600), unless the caller says
 * that it is no secret.
 */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** `mode`: 0o644 for what another user must read, such as a list of public keys for sshd. */
export function writeFileWhole(path: string, text: string, mode: 0o600 | 0o644 = 0o600): void {
  const half = `${path}.${process.pid}.new`;
  const file = openSync(half, 'w', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}

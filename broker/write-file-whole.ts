/**
 * Writes a small file so that it is there whole or not at all, also after a power cut. Its reader is this user alone (0600), unless the caller says
 * that it is no secret.
 */
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** `mode`: 0o644 for what another user must read, such as a list of public keys for sshd. */
export function writeFileWhole(path: string, text: string, mode: 0o600 | 0o644 = 0o600): void {
  const half = `${path}.${process.pid}.new`;
  // What a process of this number left half done, or what somebody laid there to have us write elsewhere.
  rmSync(half, { force: true });
  const file = openSync(half, 'wx', 0o600);
  try {
    // Whatever the umask says: a reader that finds no access may refuse everybody.
    fchmodSync(file, mode);
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}

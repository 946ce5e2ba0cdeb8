/** Writes a small file so that it is there whole or not at all, also after a power cut. It never widens who may read it: 0600. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

export function writeFileWhole(path: string, text: string): void {
  const half = `${path}.${process.pid}.new`;
  const file = openSync(half, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}

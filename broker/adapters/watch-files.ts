/** Tells when one of these files is another than it was: written, replaced, gone or back. It looks every two seconds and reads nothing. */
import { unwatchFile, watchFile } from 'node:fs';

const EVERY_MS = 2000;

/** Answers its undo. */
export function watchFiles(files: readonly string[], changed: () => void): () => void {
  // Looking at the file itself, not at its folder's messages, also sees a replaced link and a network's file system.
  for (const file of files) watchFile(file, { interval: EVERY_MS, persistent: false }, changed);
  return () => files.forEach((file) => unwatchFile(file, changed));
}

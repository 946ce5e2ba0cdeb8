// Tells whether anything a build reads has changed since the last one: paths, sizes and times of change, no contents.
// It never decides what is built; it only compares.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const unread = new Set(['node_modules', 'out', 'dist', '.git', '.cache']);

function listFiles(root: string, path: string): readonly string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !unread.has(name))
    .flatMap((name) => listFiles(root, join(path, name)));
}

/** One hash over every file under `sources` (files or folders, relative to `root`) and the words in `salt`. */
export function fingerprint(root: string, sources: readonly string[], salt: readonly string[]): string {
  const hash = createHash('sha256').update(salt.join('\n'));
  for (const path of sources.flatMap((source) => listFiles(root, source)).sort()) {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path}\n${String(mtimeMs)}\n${String(size)}\n`);
  }
  return hash.digest('hex');
}

export function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function writeStamp(file: string, stamp: string): void {
  writeFileSync(file, stamp);
}

// Reads the text files of a folder for the structure rules: what git would hold, without what is built or installed.
// It never follows links and never reads a binary file's contents as text.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SourceFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set([
  'node_modules',
  'out',
  'dist',
  'release',
  '.cache',
  '.git',
  'test-results',
  'package-lock.json',
]);
/** Broken on purpose. */
const fixtures = 'test/check/fixtures';

export function readSourceFiles(root: string, below = ''): readonly SourceFile[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (notOurs.has(entry.name) || path === fixtures) return [];
    if (entry.isDirectory()) return readSourceFiles(root, path);
    if (!entry.isFile()) return [];
    const bytes = readFileSync(join(root, path));
    return bytes.includes(0) ? [] : [{ path, text: bytes.toString('utf8') }];
  });
}

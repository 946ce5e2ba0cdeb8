// Lays out a small tree of its own from the fixtures of one check: files that break a wall, their twins that keep
// it, and what both need. The fixtures are text, so that the real check never meets them as code.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Section {
  readonly wall: string;
  readonly path: string;
  readonly text: string;
  /** Rule, message: what must be said of the file. Empty for a twin. */
  readonly expected: readonly string[];
  readonly role: 'breaks' | 'passes' | 'with';
}

const project = fileURLToPath(new URL('../../', import.meta.url));
const folders = ['shared', 'electron', 'renderer', 'broker', 'scripts', 'test'];
const configuration = [
  'package.json',
  'tsconfig.json',
  'eslint.config.js',
  '.dependency-cruiser.cjs',
  '.dependency-cruiser-runtime.cjs',
  '.prettierrc.json',
  '.prettierignore',
  'knip.json',
  'scripts/check/walls.ts',
  'scripts/check/explain-cast.ts',
  ...folders.map((folder) => `${folder}/tsconfig.json`),
];

function parse(wall: string, text: string): readonly Section[] {
  return text
    .split(/^@@ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      const [head = '', ...expected] = part
        .slice(0, end)
        .split(' | ')
        .map((word) => word.trim());
      const [role = '', path = ''] = head.split(' ');
      if (role !== 'breaks' && role !== 'passes' && role !== 'with') throw new Error(`${wall}: "${head}"?`);
      return { wall, path, text: part.slice(end + 1), expected, role };
    });
}

export function readFixtures(check: string): readonly Section[] {
  const folder = fileURLToPath(new URL(`fixtures/${check}/`, import.meta.url));
  return readdirSync(folder)
    .sort()
    .flatMap((name) => parse(name.replace(/\.txt$/, ''), readFileSync(join(folder, name), 'utf8')));
}

/** A folder with our configuration, the packages, and these files; `undo` removes it. */
export function layTree(sections: readonly Section[]): { root: string; undo: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'stint-walls-'));
  for (const path of configuration) cpSync(join(project, path), join(root, path));
  // One link per package and a folder of our own around them: caches written there are this tree's alone.
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(project, 'node_modules'))) {
    if (!name.startsWith('.'))
      symlinkSync(join(project, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const { path, text } of sections) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, undo: () => rmSync(root, { recursive: true, force: true }) };
}

const indent = (line: string): number => line.length - line.trimStart().length;

/** What a tool said of one file: the lines that name it, each with the deeper-indented lines that follow. */
export function saidOf(path: string, output: string): string {
  const lines = output.split('\n');
  const name = new RegExp(`(?:^|[\\s/])${path.replace(/[.]/g, '\\.')}(?![\\w.-])`);
  return lines
    .flatMap((line, index) => {
      if (!name.test(line)) return [];
      const rest = lines.slice(index + 1);
      const end = rest.findIndex((next) => next.trim() === '' || indent(next) <= indent(line));
      return [line, ...(end === -1 ? rest : rest.slice(0, end))];
    })
    .join('\n');
}

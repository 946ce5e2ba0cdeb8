// The build on a small project of its own: what it makes, what it refuses, and when it does nothing.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.ts';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
let home: string;
let root: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const built = (): string[] => readdirSync(join(root, 'out'), { recursive: true }).map(String).sort();

const beating = `import cron from 'node-cron';
import { names } from '../shared/names.ts';
const task = cron.schedule('* * * * * *', () => { console.log('ticked', names); process.exit(0); });
console.log(typeof task);`;

beforeEach(() => {
  // Below a folder called test: what is foreign is told by the place in the project, not on the machine.
  home = mkdtempSync(join(tmpdir(), 'stint-build-'));
  root = join(home, 'test/project');
  mkdirSync(root, { recursive: true });
  symlinkSync(packages, join(root, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  write('shared/names.ts', `export const names = ['a'];`);
  write('electron/main.ts', `import { names } from '../shared/names.ts'; console.log(names);`);
  write('electron/preload.ts', `import { names } from '../shared/names.ts'; console.log(names);`);
  write(
    'renderer/index.html',
    `<!doctype html><html lang="en"><head><title>T</title><script type="module" src="./main.tsx"></script></head><body></body></html>`,
  );
  write('renderer/main.tsx', `import './main.css'; document.title = 'built';`);
  write('renderer/main.css', 'body { color: red; }');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a build', () => {
  it('makes a main process that starts, node-cron and all, late', async () => {
    write('electron/main.ts', `void import('./composition.ts');`);
    write('electron/composition.ts', beating);
    await build({ root });
    const run = spawnSync(process.execPath, [join(root, 'out/main.cjs')], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('ticked');
  });

  it('makes a bundle of its own of what main loads late', async () => {
    write(
      'electron/main.ts',
      `void import('./composition.ts').then(({ name }) => { console.log('late:', name, process.argv.length); });`,
    );
    write('electron/composition.ts', `export const name = 'composition';`);
    await build({ root });
    expect(read('out/main.cjs')).not.toContain('composition"');
    const run = spawnSync(process.execPath, [join(root, 'out/main.cjs')], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(run.stdout).toContain('late: composition');
  });

  it('makes a page without inline scripts, with the stylesheet that React Aria looks for', async () => {
    await build({ root });
    const page = read('out/renderer/index.html');
    expect(page).toMatch(/<script type="module"[^>]* src="\.\/assets\/[^"]+\.js"><\/script>/);
    expect(page).not.toMatch(/<script[^>]*>[^<]/);
    expect(page).not.toContain('<style');
    expect(page).toContain('<link id="react-aria-pressable-style" rel="stylesheet"');
  });

  it('carries source maps in development and none in production', async () => {
    await build({ root });
    expect(built().filter((name) => name.endsWith('.map'))).toEqual([]);
    expect(read('out/main.cjs')).not.toContain('sourceMappingURL');
    await build({ root, mode: 'development' });
    expect(read('out/main.cjs')).toContain('sourceMappingURL');
  });

  it('does nothing while nothing is newer, and builds again when something is, or is gone', async () => {
    expect(await build({ root })).toMatchObject({ rebuilt: true });
    expect(await build({ root })).toMatchObject({ rebuilt: false, built: [] });
    write('shared/names.ts', `export const names = ['a', 'b'];`);
    expect(await build({ root })).toMatchObject({ rebuilt: true });
    write('shared/extra.ts', 'export {};');
    expect(await build({ root })).toMatchObject({ rebuilt: true });
    rmSync(join(root, 'shared/extra.ts'));
    expect(await build({ root })).toMatchObject({ rebuilt: true });
  });

  it('builds what is there and says what is missing', async () => {
    rmSync(join(root, 'renderer'), { recursive: true });
    expect(await build({ root })).toMatchObject({
      built: ['main.cjs', 'preload.cjs'],
      missing: ['renderer/index.html'],
    });
  });

  it('leaves the last good build when it fails', async () => {
    await build({ root });
    const before = read('out/main.cjs');
    write('electron/main.ts', 'this is no program');
    await expect(build({ root })).rejects.toThrow();
    expect(read('out/main.cjs')).toBe(before);
    expect(existsSync(join(root, 'out/renderer/index.html'))).toBe(true);
  });
});

describe('a build refuses', () => {
  it.each([
    [
      'a preload script with a validator in it',
      'electron/preload.ts',
      `import { z } from 'zod'; console.log(z.string());`,
      'contains zod: import types only',
    ],
    [
      'a preload script over 5 kB',
      'electron/preload.ts',
      `console.log(${JSON.stringify('x'.repeat(5_000))});`,
      'over 5000: it may hold names only',
    ],
    [
      'a preload script with a module of Node',
      'electron/preload.ts',
      `import { readFileSync } from 'node:fs'; console.log(readFileSync);`,
      'node:fs',
    ],
    [
      'a main process that loads late what is not there',
      'electron/main.ts',
      `void import('./nowhere.ts');`,
      'Could not resolve',
    ],
    [
      'a main process over 40 kB, which would hold back the tray icon',
      'electron/main.ts',
      `console.log(${JSON.stringify('x'.repeat(40_000))});`,
      'over 40000: what the tray icon does not need belongs in composition.ts',
    ],
    [
      'a main process with a catalogue of words, which would hold back the tray icon',
      'electron/main.ts',
      `import '../shared/words/common-en.ts';`,
      'contains the catalogues of words',
    ],
    [
      'a main process with a module of the window',
      'electron/main.ts',
      `import '../renderer/side.ts';`,
      'contains renderer/side.ts, which belongs to another process',
    ],
    [
      'a window with a validator in it, by however many steps',
      'renderer/main.tsx',
      `import { schema } from '../shared/schema.ts'; console.log(schema);`,
      'The window must not contain',
    ],
    [
      'a window with a module of the main process',
      'renderer/main.tsx',
      `import '../electron/side.ts';`,
      'The window must not contain',
    ],
  ])('%s', async (_what, path, text, sentence) => {
    write('renderer/side.ts', `console.log('side');`);
    write('electron/side.ts', `console.log('side');`);
    write('shared/words/common-en.ts', `console.log('words');`);
    write('shared/schema.ts', `import { z } from 'zod'; export const schema = z.string();`);
    write(path, text);
    await expect(build({ root })).rejects.toThrow(sentence);
  });
});

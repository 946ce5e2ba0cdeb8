// Attack: an address of the window names a file outside the built page (the journal, the token, /etc/passwd).
// Impact: the page reads secrets of this user from disk. Mitigation: electron/hardening/asset.ts (assets-inside-folder).
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetFor } from '../../electron/hardening/asset.ts';

const FOLDER = path.resolve('/opt/stint/out/renderer');

describe('a file outside the page', () => {
  it.each([
    'app://stint/../../../etc/passwd',
    'app://stint/%2e%2e/%2e%2e/main.cjs',
    'app://stint/..%2f..%2fmain.cjs',
    'app://stint/..%5c..%5cmain.cjs',
    'app://stint/assets/..%2F..%2F..%2Fpackage.json',
    'app://stint/assets%2f..%2f..%2f..%2fmain.js',
    'app://stint/..\\..\\main.js',
    'app://stint/index.html%00.js',
    'app://stint/C:/Windows/win.js',
    'app://stint/index.html::$DATA',
    'app://stint/%E0%A4%A.js',
    'app://stint/main.cjs',
    'app://stint/token',
    'app://stint/.env',
    'app://other/index.html',
    'https://stint/index.html',
    'file:///opt/stint/out/renderer/index.html',
    'not an address',
  ])('is not served for %s', (address) => {
    expect(assetFor(address, FOLDER)).toBeUndefined();
  });

  it.each([
    'app://stint//etc/passwd.js',
    'app://stint/../renderer-other/page.js',
    'app://stint/../../a/b.js',
  ])('%s names one inside the page, whatever it looks like', (address) => {
    expect(assetFor(address, FOLDER)?.path.startsWith(FOLDER + path.sep)).toBe(true);
  });

  it('is not served for any address at all', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '%2E.', '%2f', '%5c', '\\', 'C:', '%00', 'page.js', 'index.html'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.constantFrom('/', '//', '\\', '%2f'),
        (parts, between) => {
          const asset = assetFor(`app://stint/${parts.join(between)}`, FOLDER);
          return asset === undefined || asset.path.startsWith(FOLDER + path.sep);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a file of the page', () => {
  it.each([
    ['app://stint/', 'index.html', 'text/html; charset=utf-8'],
    ['app://stint/index.html#/history', 'index.html', 'text/html; charset=utf-8'],
    ['app://stint/assets/index-3f2a.js', 'assets/index-3f2a.js', 'text/javascript; charset=utf-8'],
    ['app://stint/assets/style.css?v=1', 'assets/style.css', 'text/css; charset=utf-8'],
  ])('is served for %s', (address, file, contentType) => {
    expect(assetFor(address, FOLDER)).toEqual({ path: path.join(FOLDER, file), contentType });
  });
});

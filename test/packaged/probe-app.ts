// The packaged application with another main script in its archive: the same program, fuses, archive layout and
// native library, made to do one thing and say so. The application itself has no such door.
import { createPackageWithOptions, extractAll } from '@electron/asar';
import { cpSync, linkSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A copy of an unpacked application: links, but for what is changed. */
export function copyApp(from: string, without: readonly string[] = []): { folder: string; undo: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'stint-packaged-'));
  const folder = join(parent, 'app');
  cpSync(from, folder, {
    recursive: true,
    filter: (source, target) => {
      if (without.includes(basename(source))) return false;
      if (statSync(source).isDirectory()) return true;
      try {
        linkSync(source, target);
        return false;
      } catch {
        // Another file system: a real copy then.
        return true;
      }
    },
  });
  return { folder, undo: () => rmSync(parent, { recursive: true, force: true }) };
}

/** Writes, reads or deletes one item by the library's own name, as Electron's main process, and prints the answer. */
const probe = `
const { app } = require('electron');
const { AsyncEntry } = require('keytar');
const entry = new AsyncEntry('Stint probe', 'item');
const acts = {
  write: () => entry.setPassword('canary-7').then(() => 'written'),
  read: () => entry.getPassword(),
  delete: () => entry.deletePassword(),
};
acts[process.env.PROBE]().then(
  (answer) => { console.log('answer:', answer); app.exit(0); },
  (error) => { console.log('failed:', error); app.exit(1); },
);
`;

export async function makeProbeApp(from: string): Promise<{ folder: string; undo: () => void }> {
  const copy = copyApp(from, ['app.asar', 'app.asar.unpacked']);
  const work = join(copy.folder, '..', 'contents');
  mkdirSync(work);
  extractAll(join(from, 'resources/app.asar'), work);
  writeFileSync(join(work, 'out/main.cjs'), probe);
  await createPackageWithOptions(work, join(copy.folder, 'resources/app.asar'), { unpack: '*.node' });
  return copy;
}

/** The application as a folder beside no archive at all: what `onlyLoadAppFromAsar` refuses. */
export function makeFolderApp(from: string, mark: string): { folder: string; undo: () => void } {
  const copy = copyApp(from, ['app.asar', 'app.asar.unpacked']);
  const app = join(copy.folder, 'resources/app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "folder", "main": "main.js" }');
  writeFileSync(join(app, 'main.js'), `console.log('${mark}'); require('electron').app.exit(0);`);
  return copy;
}

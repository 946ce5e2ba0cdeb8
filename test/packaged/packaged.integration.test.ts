// The packaged application as it would be installed: its fuses are read back from the program and tried, its archive
// is listed, its keychain library is used from inside the archive, and it is started on a desktop.
import { listPackage } from '@electron/asar';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSecurityRules, securityPages } from '../../scripts/check/security-rules.ts';
import { readSourceFiles } from '../../scripts/check/source-files.ts';
import { packUnpacked, type PackagedApp } from '../../scripts/dist.ts';
import { electronForPackaging } from '../../scripts/electron-runtime.mjs';
import { fuseNames, readFuses } from '../../scripts/packaging/fuses.ts';
import { createDesktop, type Desktop } from '../desktop/desktop.ts';
import { waitFor } from '../desktop/wait.ts';
import { copyApp, makeFolderApp, makeProbeApp } from './probe-app.ts';
import { asRoot, runToEnd, start } from './run.ts';

let app: PackagedApp;
let desktop: Desktop;
/** The same runtime with its fuses as they came: each attack works on it, or its test could not fail. */
let unfused: string;

beforeAll(async () => {
  app = await packUnpacked();
  desktop = await createDesktop({ notifications: false });
  unfused = join(electronForPackaging().electronDist, 'electron');
}, 300_000);
afterAll(() => desktop.stop());

describe('fuses', () => {
  const pages = readSourceFiles(fileURLToPath(new URL('../../docs', import.meta.url)), '').filter(
    ({ path }) => securityPages.test(`docs/${path}`),
  );
  const rows = pages
    .flatMap(({ text }) => readSecurityRules(text))
    .filter(({ id }) => id.startsWith('fuse-'))
    .map(({ id, cells }) => {
      const [, name = '', state = ''] = /`(\w+)` \*\*(on|off)\*\*/.exec(cells[2] ?? '') ?? [];
      return { id, name, state };
    });

  it('are in the table of docs/security.md, every one', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(fuseNames).sort());
  });

  it.each(rows)('$id: $name is $state in the program', async ({ name, state }) => {
    const [found] = Object.entries(await readFuses(app.executable)).filter(([fuse]) => fuse === name);
    // The development runtime is older than this one fuse; the build refuses a pinned runtime that lacks any.
    const expected = app.fallback && name === 'grantFileProtocolExtraPrivileges' ? 'absent' : state;
    expect(found?.[1]).toBe(expected);
  });

  it('leave the runtime they were flipped in a copy of alone', async () => {
    expect(await readFuses(unfused)).toMatchObject({ runAsNode: 'on', onlyLoadAppFromAsar: 'off' });
  });
});

describe('fuses, tried', () => {
  const mark = 'stint-test-mark';

  it('keep ELECTRON_RUN_AS_NODE from running a script', async () => {
    const attack = ['-e', `console.log('${mark}')`];
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    expect(await runToEnd(desktop, unfused, attack, env)).toContain(mark);
    // Not a word more: Node refuses switches it does not know. The application starts, or as root quits at once.
    const run = start(desktop, app.executable, attack, env);
    await waitFor('the application to start or quit', () => run.ended() || hasItemOf(run.pid), 30_000);
    expect(run.said()).not.toContain(mark);
    await run.end();
  });

  it('keep --inspect from opening a debugger', async () => {
    const attack = [...asRoot, '--inspect=127.0.0.1:0'];
    const control = makeFolderApp(electronForPackaging().electronDist, mark);
    expect(await runToEnd(desktop, join(control.folder, 'electron'), attack)).toContain('Debugger listening');
    control.undo();
    const run = start(desktop, app.executable, attack);
    await waitFor('the application to start or quit', () => run.ended() || hasItemOf(run.pid), 30_000);
    expect(run.said()).not.toContain('Debugger listening');
    await run.end();
  });

  it('keep NODE_OPTIONS from loading a script into main', async () => {
    const script = join(desktop.folder, 'evil.cjs');
    const proof = join(desktop.folder, 'evil-was-here');
    const env = { NODE_OPTIONS: `--require ${script}` };
    const evil = (): void => {
      rmSync(proof, { force: true });
      writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '')`);
    };
    const control = makeFolderApp(electronForPackaging().electronDist, mark);
    evil();
    await runToEnd(desktop, join(control.folder, 'electron'), asRoot, env);
    expect(existsSync(proof)).toBe(true);
    control.undo();

    // By this name Electron takes itself for unpackaged, where only the fuse stands in the way.
    const renamed = copyApp(app.folder);
    renameSync(join(renamed.folder, 'stint'), join(renamed.folder, 'electron'));
    evil();
    const run = start(desktop, join(renamed.folder, 'electron'), asRoot, env);
    await waitFor('the application to start or quit', () => run.ended() || hasItemOf(run.pid), 30_000);
    expect(existsSync(proof)).toBe(false);
    await run.end();
    renamed.undo();
  });

  it('keep a folder beside the program from being the application', async () => {
    const control = makeFolderApp(electronForPackaging().electronDist, mark);
    expect(await runToEnd(desktop, join(control.folder, 'electron'), asRoot)).toContain(mark);
    control.undo();
    const swapped = makeFolderApp(app.folder, mark);
    expect(await runToEnd(desktop, join(swapped.folder, 'stint'), asRoot)).not.toContain(mark);
    swapped.undo();
  });
});

function hasItemOf(pid: number): boolean {
  return desktop.tray.items().some((item) => item.pid === pid);
}

describe('the archive', () => {
  const listed = (): string[] =>
    listPackage(join(app.folder, 'resources/app.asar'), { isPack: false }).map((path) => path.slice(1));

  it('holds the bundles, the manifest and the keychain library, and nothing else', () => {
    const allowed =
      /^(?:package\.json|out(?:\/(?:main|composition|preload|keychain-names-helper)\.cjs|\/renderer(?:\/index\.html|\/assets(?:\/[\w-]+\.(?:js|css|svg|png|woff2))?)?)?|node_modules(?:\/keytar(?:\/(?:LICENSE|package\.json|index\.js|keytar\.js))?|\/@napi-rs(?:\/keyring-[\w-]+(?:\/(?:LICENSE|package\.json|[\w.-]+\.node))?)?)?)$/;
    expect(listed().filter((path) => !allowed.test(path))).toEqual([]);
    expect(listed()).toEqual(
      expect.arrayContaining([
        'out/main.cjs',
        'out/composition.cjs',
        'out/preload.cjs',
        'out/renderer/index.html',
        'package.json',
      ]),
    );
  });

  it('has the native library beside it, where it can be loaded, and no other file', () => {
    const unpacked = join(app.folder, 'resources/app.asar.unpacked');
    const files = readdirSync(unpacked, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.map(({ name }) => name).filter((name) => name.endsWith('.node'))).toHaveLength(1);
    expect(
      files.map(({ name }) => name).filter((name) => !/\.node$|^package\.json$|^LICENSE$/.test(name)),
    ).toEqual([]);
  });

  it('carries a manifest without scripts and tools', () => {
    const manifest: unknown = JSON.parse(
      readFileSync(
        join(fileURLToPath(new URL('../../.cache/packaging/', import.meta.url)), 'package.json'),
        'utf8',
      ),
    );
    expect(Object.keys(z.record(z.string(), z.unknown()).parse(manifest)).sort()).toEqual([
      'dependencies',
      'description',
      'license',
      'main',
      'name',
      'productName',
      'version',
    ]);
  });
});

describe('the keychain library inside the archive', () => {
  it('writes, reads and deletes an item that another tool sees', async () => {
    const probe = await makeProbeApp(app.folder);
    const program = join(probe.folder, 'stint');
    const act = (name: string): Promise<string> => runToEnd(desktop, program, asRoot, { PROBE: name });
    const seen = (): Promise<Buffer | undefined> => desktop.keyring.lookup('Stint probe', 'item');

    expect(await seen()).toBeUndefined();
    expect(await act('write')).toContain('answer: written');
    expect((await seen())?.toString()).toBe('canary-7');
    expect(await act('read')).toContain('answer: canary-7');
    expect(await act('delete')).toContain('answer: true');
    expect(await seen()).toBeUndefined();
    probe.undo();
  });
});

describe('the application', () => {
  it('starts from the package and shows its tray item', async () => {
    const home = join(desktop.folder, 'stint-home');
    mkdirSync(home, { mode: 0o700 });
    const run = start(desktop, app.executable, asRoot, { STINT_HOME: home });
    const item = await desktop.tray.waitForItem(run.pid, 30_000);
    expect((await item.menu()).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Open Stint', 'Quit']),
    );
    // Who quits need not answer the click any more.
    await item.click('Quit').catch(() => undefined);
    await waitFor('the application to quit', run.ended, 20_000);
  });
});

// The parts of custody as they run in the app: bundled to one CommonJS file, by the oldest runtime that is supported (Electron 25, Node 18) where it
// is there, and by this Node. node-cron bundled without its address dies while it loads; jose needs a global `crypto`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createKeychainNamesProcess,
  type NamesHelper,
} from '../../../electron/adapters/keychain-names-process.ts';
import { createSystemClock } from '../../../electron/adapters/system-clock.ts';
import { createDesktop, type Desktop } from '../../desktop/desktop.ts';
import { bundleChild } from '../custody/bundle-child.ts';
import { startCustodyProcess } from '../custody/custody-process.ts';

const root = join(import.meta.dirname, '../../..');
const oldRuntime = join(root, '.cache/electron-25.1.1/electron');
const runtimes = [
  ['this Node', process.execPath],
  ['Node 18 of Electron 25', oldRuntime],
] as const;

let desktop: Desktop;
let script: string;

describe('custody in one CommonJS file', () => {
  beforeAll(async () => {
    desktop = await createDesktop({ display: false, trayHost: false, notifications: false });
    script = await bundleChild(desktop.folder);
  });
  afterAll(async () => {
    await desktop.stop();
  });

  it.each(runtimes)('holds, beats, opens what was sealed, and wipes under %s', async (name, execPath) => {
    if (!existsSync(execPath)) {
      console.warn(`Left out: ${name} is not on this machine.`);
      return;
    }
    const folder = `${desktop.folder}/${name.replace(/\W/gu, '')}`;
    const env = { ...desktop.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = await startCustodyProcess({ env, folder, script, execPath });
    expect(await child.call('probe')).toEqual({ ok: true, value: null });
    expect(await child.call('take', 'L1', 'G1', '600', 'canary')).toEqual({ ok: true });
    expect((await desktop.keyring.lookup('Stint', 'stint-L1'))?.toString()).toBe('canary');
    expect(await child.call('beat')).toBe(true);
    expect(await child.call('sealAndOpen', 'canary')).toBe('canary');
    expect(await child.call('deviceKey')).toMatch(/^[\w-]{43}$/u);
    expect(await child.call('wipe', 'G1')).toMatchObject([{ custody: { readBack: 'absent' } }]);
    expect(await desktop.keyring.items('Stint')).toEqual([]);
    await child.kill();
  });

  it.each(runtimes)('tells names and no secret by the helper process under %s', async (name, execPath) => {
    if (!existsSync(execPath)) {
      console.warn(`Left out: ${name} is not on this machine.`);
      return;
    }
    const outfile = `${desktop.folder}/keychain-names-helper.cjs`;
    await build({
      entryPoints: [join(root, 'electron/keychain-names-helper.ts')],
      outfile,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node18',
      external: ['keytar'],
    });
    const env = { ...desktop.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = await startCustodyProcess({ env, folder: `${desktop.folder}/names`, script, execPath });
    await child.call('write', 'Stint', 'stint-1', 'canary-1');
    await child.call('write', 'Stint', 'stint-2', 'canary-2');
    await child.call('write', 'Stint keys', 'device-key', 'canary-3');
    const crossed: unknown[] = [];
    let ended: Promise<unknown> = Promise.resolve();
    const startHelper = (): NamesHelper => {
      const helper = fork(outfile, {
        execPath,
        execArgv: [],
        env,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      ended = once(helper, 'exit');
      return {
        onMessage: (run) =>
          void helper.on('message', (message) => {
            crossed.push(message);
            run(message);
          }),
        onExit: (run) => void helper.on('exit', run),
        send: (message) => void helper.send(message),
        kill: () => void helper.kill(),
      };
    };
    const clock = createSystemClock();
    const accounts = createKeychainNamesProcess({ startHelper, clock, limitMs: 10_000 });
    const names = await accounts('Stint');
    expect(names.ok && [...names.value].sort()).toEqual(['stint-1', 'stint-2']);
    expect(JSON.stringify(crossed)).not.toContain('canary');
    await ended;
    await child.kill();
  });
});

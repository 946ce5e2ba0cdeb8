// The file that keeps packages from starting services is there while they are installed, and never after, however a run ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeLeftPolicy, withoutStarting } from '../../../scripts/set-up/service-policy.mjs';

const script = path.join(import.meta.dirname, '../../../scripts/set-up/service-policy.mjs');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stint-policy-'));
  file = path.join(folder, 'policy-rc.d');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A set-up in the middle of installing, which ends when it is told to stop. Ended by this signal, it answers how. */
async function endWhileInstalling(signal: NodeJS.Signals): Promise<NodeJS.Signals | null> {
  const program = `
    const { withoutStarting } = await import(${JSON.stringify(script)});
    const install = () => new Promise((resolve) => {
      process.stdin.resume();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
      console.log('installing');
    });
    await withoutStarting(install, { mayInstallServers: true, file: ${JSON.stringify(file)} });
    console.log('goes on');
    process.exit(0);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(existsSync(file)).toBe(true);
  child.kill(signal);
  await once(child, 'exit');
  return child.signalCode;
}

describe('the policy that starts no services', () => {
  it('stands while packages are installed, and not after', async () => {
    const there = await withoutStarting(() => Promise.resolve(readFileSync(file, 'utf8')), {
      mayInstallServers: true,
      file,
    });
    expect(there).toMatch(/^#!\/bin\/sh\n# Written by the set-up of Stint .*\nexit 101\n$/u);
    expect(existsSync(file)).toBe(false);
    const failing = withoutStarting(() => Promise.reject(new Error('apt')), {
      mayInstallServers: true,
      file,
    });
    await expect(failing).rejects.toThrow('apt');
    expect(existsSync(file)).toBe(false);
  });

  it('is not written where no servers are installed', async () => {
    const there = await withoutStarting(() => Promise.resolve(existsSync(file)), {
      mayInstallServers: false,
      file,
    });
    expect(there).toBe(false);
  });

  it('is left alone where it is the owner’s', async () => {
    const theirs = '#!/bin/sh\nexit 101\n';
    writeFileSync(file, theirs);
    removeLeftPolicy(file);
    await withoutStarting(() => Promise.resolve(), { mayInstallServers: true, file });
    expect(readFileSync(file, 'utf8')).toBe(theirs);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('goes with a run that %s ends', async (signal) => {
    expect(await endWhileInstalling(signal)).toBe(signal);
    expect(existsSync(file)).toBe(false);
  });

  it('is taken away by the next run where one was killed, and left to one that is at work', async () => {
    expect(await endWhileInstalling('SIGKILL')).toBe('SIGKILL');
    expect(existsSync(file)).toBe(true);
    removeLeftPolicy(file);
    expect(existsSync(file)).toBe(false);
    const there = await withoutStarting(
      () => {
        removeLeftPolicy(file);
        return Promise.resolve(existsSync(file));
      },
      { mayInstallServers: true, file },
    );
    expect(there).toBe(true);
  });
});

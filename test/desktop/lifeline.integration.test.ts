// Nothing outlives its maker: not when it stops, not when it is killed, not when a process refuses to go.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDesktop } from './desktop.ts';
import { startFixture } from './fixture-app.ts';
import { createLifeline } from './lifeline.ts';
import { processesOf } from './processes.mjs';
import { waitFor } from './wait.ts';

/** Waits until the application counts among what is to go, lest its absence prove nothing. */
const hasElectron = (folder: string): Promise<unknown> =>
  waitFor('the application to be found', () =>
    processesOf(folder).some(({ command }) => command.includes('electron')),
  );

const maker = `
  const { createDesktop } = await import(${JSON.stringify(path.join(import.meta.dirname, 'desktop.ts'))});
  const { startFixture } = await import(${JSON.stringify(path.join(import.meta.dirname, 'fixture-app.ts'))});
  const desktop = await createDesktop();
  await startFixture(desktop);
  console.log(desktop.folder);
  setInterval(() => undefined, 1000);
`;

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('The process has no output.');
  let text = '';
  stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return waitFor('a line', () => text.includes('\n') && text.trim(), 30_000);
}

describe('a lifeline', () => {
  it('leaves no process and no file behind when the desktop stops', async () => {
    const desktop = await createDesktop();
    await startFixture(desktop);
    await hasElectron(desktop.folder);
    await desktop.stop();
    expect(processesOf(desktop.folder)).toEqual([]);
    expect(existsSync(desktop.folder)).toBe(false);
  });

  it('leaves no process and no file behind when its maker is killed', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', maker], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    let folder: string;
    try {
      folder = await firstLine(child);
      await hasElectron(folder);
    } finally {
      child.kill('SIGKILL');
    }
    await ended;
    await waitFor('the desktop to be gone', () => processesOf(folder).length === 0);
    await waitFor('the folder to be gone', () => !existsSync(folder));
  });

  it('ends what a process of the desktop left running in a session of its own', async () => {
    const desktop = await createDesktop({
      display: false,
      keyring: 'none',
      trayHost: false,
      notifications: false,
    });
    const stray = spawn('sleep', ['600'], { env: desktop.env, detached: true, stdio: 'ignore' });
    const ended = once(stray, 'exit');
    await desktop.stop();
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('ends an application of the desktop that somebody else started', async () => {
    const desktop = await createDesktop({ keyring: 'none', notifications: false });
    const { env, tray } = desktop;
    const other = createLifeline();
    const app = await startFixture({ env, tray, lifeline: other });
    await hasElectron(desktop.folder);
    await desktop.stop();
    await app.ended;
    await other.end();
  });

  it('asks a process to go, last come first, and kills one that does not within its time', async () => {
    const lifeline = createLifeline();
    const endings: string[] = [];
    const start = (name: string, script: string, graceMs: number): Promise<string> => {
      const child = lifeline.spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], graceMs });
      child.once('exit', (code, signal) => endings.push(`${name} ${signal ?? String(code)}`));
      return firstLine(child);
    };
    const loop = 'echo up; while :; do sleep 0.05; done';
    await start('deaf', `trap '' TERM; ${loop}`, 200);
    await start('polite', `trap 'exit 7' TERM; ${loop}`, 5000);
    await lifeline.end();
    await waitFor('both endings', () => endings.length === 2);
    expect(endings).toEqual(['polite 7', 'deaf SIGKILL']);
  });

  it('removes a folder, and may be ended twice', async () => {
    const lifeline = createLifeline();
    const folder = mkdtempSync(path.join(tmpdir(), 'stint-lifeline-'));
    lifeline.holdFolder(folder);
    await lifeline.end();
    await lifeline.end();
    expect(existsSync(folder)).toBe(false);
  });
});

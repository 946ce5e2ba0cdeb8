// A whole run of `npm start`, with stand-ins for the application and the broker, in real processes: what is given
// to whom, and that whatever ends it, the application wipes first and nothing is left.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BROKER_FLAGS } from '../../../scripts/broker-flags.mjs';
import type { Desktop } from '../../desktop/desktop.ts';
import { createDesktop } from '../../desktop/desktop.ts';
import { processesOf } from '../../desktop/processes.mjs';
import { waitFor } from '../../desktop/wait.ts';

const program = path.join(import.meta.dirname, 'fixture-start.ts');

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly code: Promise<unknown>;
}

describe('npm start', () => {
  let desktop: Desktop;
  let folder: string;
  let runs: Run[];

  const story = (): string[] => {
    const file = path.join(folder, 'story');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };

  const leftOvers = (): string[] => processesOf(folder).map(({ command }) => command);

  const start = (args: string[] = [], more: NodeJS.ProcessEnv = {}): Run => {
    const env = {
      ...desktop.env,
      STINT_HOME: path.join(folder, 'home'),
      STINT_STORY: path.join(folder, 'story'),
      ...more,
    };
    const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'inherit', 'pipe'] });
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const run = { child, said: () => text, code: once(child, 'exit').then(([code]) => code as unknown) };
    runs.push(run);
    return run;
  };

  const isUp = (count = 1): Promise<unknown> =>
    waitFor('the tray item', () => desktop.tray.items().length === count, 30_000);
  const isAllGone = (): Promise<unknown> =>
    waitFor(`nothing to be left`, () => leftOvers().length === 0).catch(() => {
      throw new Error(`Left behind: ${leftOvers().join('; ')}`);
    });

  beforeAll(async () => {
    desktop = await createDesktop({ keyring: 'none', notifications: false });
  });
  afterAll(() => desktop.stop());
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stint-start-'));
    runs = [];
  });
  afterEach(async () => {
    for (const { child } of runs) child.kill('SIGKILL');
    await isAllGone();
    rmSync(folder, { recursive: true, force: true });
    // The host may list an icon a little longer than its process lives; the next test must not take it for its own.
    await waitFor('the tray to be empty', () => desktop.tray.items().length === 0);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'lets the application wipe, then ends the broker, and leaves nothing on %s',
    async (signal) => {
      const { child, code } = start();
      await isUp();
      await waitFor('the story', () => story().length === 1);
      await waitFor('the application to be found', () =>
        leftOvers().some((each) => each.includes('electron')),
      );
      child.kill(signal);
      // A terminal and npm may both send it.
      child.kill(signal);
      expect(await code).toBe(0);
      expect(leftOvers()).toEqual([]);
      expect(story().slice(1)).toEqual(['app wiped', 'broker ended']);
    },
  );

  it('does the same when it is killed without warning', async () => {
    const { child } = start();
    await isUp();
    await waitFor('the story', () => story().length === 1);
    child.kill('SIGKILL');
    await isAllGone();
    expect(story().slice(1)).toEqual(['app wiped', 'broker ended']);
  });

  it('does the same when the application is quit', async () => {
    const { code } = start();
    await isUp();
    await desktop.tray.items()[0]?.activate();
    expect(await code).toBe(0);
    expect(leftOvers()).toEqual([]);
    expect(story().slice(1)).toEqual(['app wiped', 'broker ended']);
  });

  it('prefills the broker and the token of the account, and gives a second account a home of its own', async () => {
    const first = start();
    await isUp();
    const second = start(['--as', 'reviewer']);
    await isUp(2);
    await waitFor('both stories', () => story().length === 2);
    const url = /listens at (\S+)/.exec(first.said())?.[1] ?? 'no address';
    const log = readFileSync(path.join(folder, 'home', 'logs', 'broker.log'), 'utf8');
    expect(log).toContain(`"flags":${JSON.stringify(BROKER_FLAGS)}`);
    expect(second.said()).toContain(`joined the broker at ${url}`);
    expect(story()).toEqual([
      `app in home at ${url} with token of engineer`,
      `app in home-reviewer at ${url} with token of reviewer`,
    ]);

    second.child.kill('SIGINT');
    await second.code;
    expect(story().slice(2)).toEqual(['app wiped']);
    first.child.kill('SIGINT');
    await first.code;
    expect(story().slice(3)).toEqual(['app wiped', 'broker ended']);
  });

  it('starts no broker where one is named', async () => {
    const { child, code } = start([], { STINT_BROKER_URL: 'https://stint.example' });
    await isUp();
    await waitFor('the story', () => story().length === 1);
    child.kill('SIGINT');
    await code;
    expect(story()).toEqual(['app in home at https://stint.example with no token', 'app wiped']);
  });

  it('says what the broker said when it cannot start', async () => {
    const { code, said } = start([], { STINT_BROKER_FAILS: '1' });
    expect(await code).toBe(1);
    expect(said()).toContain('the broker ended (3) before it was ready');
    expect(said()).toContain('stint.yaml:3: there is no such profile');
    expect(leftOvers()).toEqual([]);
    expect(story()).toEqual([]);
  });

  it('says which accounts there are when asked for another', async () => {
    const { code, said } = start(['--as', 'auditor']);
    expect(await code).toBe(1);
    expect(said()).toContain('no local account "auditor"; it has: engineer, reviewer');
    expect(leftOvers()).toEqual([]);
  });

  it('brings a display where there is none, says so, and takes it away again', async () => {
    const { child, code, said } = start([], { DISPLAY: '', DBUS_SESSION_BUS_ADDRESS: '' });
    await waitFor('the story', () => story().length === 1, 30_000);
    expect(said()).toContain('there is no display here: started one');
    const made = /XAUTHORITY=(\S+)\/Xauthority/.exec(said())?.[1] ?? '';
    expect(existsSync(made)).toBe(true);
    child.kill('SIGINT');
    expect(await code).toBe(0);
    expect(story().slice(1)).toEqual(['app wiped', 'broker ended']);
    expect(existsSync(made)).toBe(false);
    expect(leftOvers()).toEqual([]);
  });
});

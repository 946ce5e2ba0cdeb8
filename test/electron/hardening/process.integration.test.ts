// The process of the real built app, from outside: one per home, private files, a clean end for each signal, a sandboxed window.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../scripts/build.ts';
import { electronRuntime } from '../../../scripts/electron-runtime.mjs';
import { createDesktop, type Desktop } from '../../desktop/desktop.ts';
import type { TrayItem } from '../../desktop/tray.ts';
import { waitFor } from '../../desktop/wait.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const isRoot = process.getuid?.() === 0;

interface Running {
  readonly pid: number;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly signal: (name: NodeJS.Signals) => void;
}

describe('the process of the app', () => {
  let desktop: Desktop;

  const start = (home: string): Running => {
    const child = desktop.lifeline.spawn(
      electronRuntime().path,
      [...(isRoot ? ['--no-sandbox'] : []), project],
      {
        env: { ...desktop.env, STINT_HOME: home, STINT_BROKER_URL: 'http://127.0.0.1:9' },
        stdio: 'ignore',
      },
    );
    if (child.pid === undefined) throw new Error('Electron did not start.');
    return {
      pid: child.pid,
      ended: new Promise((resolve) => child.once('exit', (code, name) => resolve(code ?? name))),
      signal: (name) => child.kill(name),
    };
  };
  const startReady = async (home: string): Promise<Running & { readonly item: TrayItem }> => {
    const app = start(home);
    const item = await desktop.tray.waitForItem(app.pid, 30_000);
    await waitFor('the menu', async () => (await item.read()).tooltip.startsWith('Stint'));
    return { ...app, item };
  };
  const visibleWindows = (): readonly string[] => {
    try {
      const found = execFileSync('xdotool', ['search', '--onlyvisible', '--name', '^Stint$'], {
        env: desktop.env,
      });
      return found.toString().trim().split('\n');
    } catch {
      return [];
    }
  };

  beforeAll(async () => {
    await build();
    desktop = await createDesktop({ keyring: 'none' });
  });
  afterAll(() => desktop.stop());

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('ends cleanly on %s, and its icon goes', async (name) => {
    const app = await startReady(path.join(desktop.folder, name));
    app.signal(name);
    expect(await app.ended).toBe(0);
    await waitFor('the icon to go', () => desktop.tray.items().every(({ pid }) => pid !== app.pid));
  });

  it('is one per home: a second start opens the window of the first and ends', async () => {
    const home = path.join(desktop.folder, 'one');
    const first = await startReady(home);
    expect(visibleWindows()).toEqual([]);
    expect(await start(home).ended).toBe(0);
    await waitFor('the window', () => visibleWindows().length === 1);

    const other = await startReady(path.join(desktop.folder, 'other'));
    other.signal('SIGTERM');
    expect(await other.ended).toBe(0);
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
  });

  it('keeps all its files to its user, in its home, and leaves none elsewhere', async () => {
    const home = path.join(desktop.folder, 'private');
    const app = await startReady(home);
    await app.item.click('Open Stint');
    await waitFor('the window', () => visibleWindows().length === 1);
    app.signal('SIGTERM');
    await app.ended;
    const files = readdirSync(home, { recursive: true, withFileTypes: true });
    expect(files.length).toBeGreaterThan(1);
    const open = files
      .map((file) => path.join(file.parentPath, file.name))
      .filter((file) => (statSync(file).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    const config = path.join(desktop.env['XDG_CONFIG_HOME'] ?? '', 'Stint');
    expect(() => statSync(config)).toThrow();
  });

  it('starts no crash reporter', async () => {
    const app = await startReady(path.join(desktop.folder, 'crash'));
    const names = descendantsOf(app.pid)
      .map(commandOf)
      .filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => name.includes('crashpad'))).toEqual([]);
    app.signal('SIGTERM');
    await app.ended;
  });

  it('shows its page in a sandboxed process without privileges', async () => {
    const home = path.join(desktop.folder, 'sandboxed');
    const nobody = 65_534;
    mkdirSync(home, { mode: 0o700 });
    const { DISPLAY, XAUTHORITY } = desktop.env;
    let command: readonly string[] = [electronRuntime().path, project];
    if (isRoot) {
      // Root has no sandbox in Chromium: an ordinary user shows the page.
      chownSync(home, nobody, nobody);
      chmodSync(desktop.folder, 0o711);
      chmodSync(XAUTHORITY ?? '', 0o644);
      command = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--', ...command];
    }
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      DISPLAY,
      XAUTHORITY,
      STINT_HOME: path.join(home, 'stint'),
    };
    const run = () => desktop.lifeline.spawn(command[0] ?? '', command.slice(1), { env, stdio: 'ignore' });
    const app = run();
    const runtime = path.join(home, 'stint', 'runtime');
    await waitFor(
      'its lock',
      // A link that leads nowhere on purpose: it can be listed, not looked at.
      () => existsSync(runtime) && readdirSync(runtime).includes('SingletonLock'),
    );
    // The second start opens the window: this user has no tray to click on.
    const second = run();
    await new Promise((resolve) => second.once('exit', resolve));
    const renderer = await waitFor('the page', () =>
      descendantsOf(app.pid ?? 0).find((pid) => commandOf(pid).includes('--type=renderer')),
    );
    const status = await waitFor('its sandbox', () => {
      const text = readFileSync(`/proc/${renderer}/status`, 'utf8');
      return /^Seccomp:\s*2$/mu.test(text) ? text : undefined;
    });
    expect(status).toMatch(/^NoNewPrivs:\s*1$/mu);
    const commandLine = readFileSync(`/proc/${renderer}/cmdline`, 'utf8');
    expect(commandLine).not.toContain('--no-sandbox');
    app.kill('SIGTERM');
    await new Promise((resolve) => app.once('exit', resolve));
  });
});

/** Empty for a process that has ended since it was listed. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** All processes below one, by the kernel's own list. */
function descendantsOf(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
      } catch {
        return [];
      }
    });
  const below = (pid: number): readonly number[] =>
    parents.filter(({ parent }) => parent === pid).flatMap((child) => [child.pid, ...below(child.pid)]);
  return below(root);
}

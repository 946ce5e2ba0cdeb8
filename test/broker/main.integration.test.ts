// The broker as a process: its command line, its one line of output, its errors, and that nothing of it is left when it has stopped.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { removeHome, serverFoldersOf } from '../desktop/homes.mjs';
import { ready, run } from './broker-process.ts';
import { SHIPPED } from './test-broker.ts';

/** Every process that descends from this one. */
function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    })
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

const lives = (pid: number): boolean => commandOf(pid) !== '';

describe('the command line', () => {
  let home: string;
  beforeAll(() => void (home = mkdtempSync(join(tmpdir(), 'stint-main-'))));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  async function fails(args: readonly string[], yaml?: string): Promise<string> {
    const file = join(home, 'given.yaml');
    if (yaml !== undefined) writeFileSync(file, yaml);
    const running = run(
      home,
      args.map((arg) => (arg === 'FILE' ? file : arg)),
    );
    expect(await running.ended).toBe(1);
    expect(running.out()).toBe('');
    return running.err();
  }

  it('says all that is wrong with a configuration, and exits with 1', async () => {
    const yaml = SHIPPED.replace('longest: 8 h', 'longest: forever').replace(
      'target: billing',
      'target: biling',
    );
    const said = await fails(['--check', 'FILE'], yaml);
    expect(said.split('\n').filter((line) => /given\.yaml:\d+:\d+ profiles\[0\]/u.test(line))).toHaveLength(
      2,
    );
    expect(await fails(['--config', 'FILE'], yaml)).toBe(said);
  });

  it('says that a configuration is right, and exits with 0', async () => {
    writeFileSync(join(home, 'good.yaml'), SHIPPED);
    const running = run(home, ['--check', join(home, 'good.yaml')]);
    expect(await running.ended).toBe(0);
    expect(running.err()).toBe(`${join(home, 'good.yaml')} is right.\n`);
    expect(existsSync(join(home, 'broker', 'storage'))).toBe(false);
  });

  it('refuses to listen beyond this machine with local accounts', async () => {
    const said = await fails(['--config', 'FILE'], SHIPPED.replace('host: 127.0.0.1', 'host: 0.0.0.0'));
    expect(said).toMatch(
      /listen\.host is 0\.0\.0\.0, beyond this machine\. Local accounts are for trying out/u,
    );
  });

  it('refuses a secret that others may read, and does not print it', async () => {
    writeFileSync(join(home, 'pw'), 'canary-pw', { mode: 0o644 });
    const yaml = SHIPPED.replace(
      '    kind: demo',
      `    kind: postgresql\n    host: db.example\n    username: stint\n    password: file:${join(home, 'pw')}`,
    );
    const said = await fails(['--check', 'FILE'], yaml);
    expect(said).toContain(`targets[0].password: Others may read ${join(home, 'pw')} (mode 644).`);
    expect(said).not.toContain('canary-pw');
  });

  it.each([
    [['--prot', '1']],
    [['--issue-token', 'a', '--revoke-tokens', 'a']],
    [['--revoke-grant', 'a']],
    [['--revoke-grant', 'a', '--revoke-target', 'b', '--reason', 'c']],
    [['--revoke-access', 'a', '--reason', ' ']],
    [['--revoke-access', 'a', '--issue-token', 'a', '--reason', 'c']],
    [['--reason', 'c']],
    [['--port', '70000']],
    [['--port', 'x']],
    [['run']],
  ])('explains itself on %j', async (args) => {
    expect(await fails(args)).toContain('Usage: npm run broker');
  });
});

describe('the process', () => {
  it('starts from nothing, serves, refuses a port in use, and leaves no process behind', async () => {
    const home = mkdtempSync(join(tmpdir(), 'stint-main-'));
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    try {
      const refused = run(home, ['--port', port]);
      expect(await refused.ended).toBe(1);
      expect(
        refused
          .err()
          .split('\n')
          .filter((line) => line.startsWith('stint broker:')),
      ).toEqual([
        `stint broker: Port ${port} on 127.0.0.1 is in use by another program. Stop it, or choose another with --port.`,
      ]);

      const first = run(home, []);
      const url = await ready(first);
      const files = ['stint.yaml', 'tokens/engineer', 'tokens/reviewer'].map((name) =>
        join(home, 'broker', name),
      );
      for (const file of files) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
      const token = readFileSync(join(home, 'broker/tokens/engineer'), 'utf8').trim();
      const me = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${token}` } });
      expect(await me.json()).toMatchObject({ issuer: 'local', subject: 'engineer', groups: ['payments'] });
      // Beside the running broker: nobody is signed in by an old token any more, and a new one counts.
      const statusOf = async (bearer: string): Promise<number> =>
        (await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${bearer}` } })).status;
      expect(await run(home, ['--revoke-tokens', 'engineer']).ended).toBe(0);
      expect(await statusOf(token)).toBe(401);
      const issuing = run(home, ['--issue-token', 'engineer']);
      expect(await issuing.ended).toBe(0);
      const renewed = readFileSync(join(home, 'broker/tokens/engineer'), 'utf8').trim();
      expect(await statusOf(renewed)).toBe(200);
      expect(issuing.out() + issuing.err()).not.toContain(renewed);
      expect(await run(home, ['--issue-token', 'nobody']).ended).toBe(1);
      const ending = run(home, ['--revoke-target', 'billing', '--reason', 'it was broken into']);
      expect(await ending.ended).toBe(0);
      expect(ending.err()).toContain('Nothing lives that could be ended.');
      expect(await run(home, ['--revoke-access', 'nobody', '--reason', 'gone']).ended).toBe(1);
      const family = descendants(first.child.pid ?? 0);
      expect(family.length).toBeGreaterThan(2);
      first.child.kill('SIGTERM');
      expect(await first.ended).toBe(0);
      await vi.waitFor(() => expect(family.filter(lives)).toEqual([]), { timeout: 20_000 });
      for (const each of [token, renewed]) expect(first.err()).not.toContain(each);
      expect(first.out().trim().split('\n')).toHaveLength(1);

      // Without a broker the storage is started for the order and stopped again.
      const alone = run(home, ['--revoke-tokens', 'engineer']);
      expect(await alone.ended).toBe(0);
      expect(alone.err()).toContain('1 tokens of “engineer” were revoked.');
      expect(existsSync(join(home, 'broker/storage/held-by'))).toBe(false);

      // Whoever started it dies: the channel closes.
      const second = run(home, [], 'ipc');
      expect(await ready(second)).toBe(url);
      // A revoked token is not replaced by a start.
      expect(readFileSync(join(home, 'broker/tokens/engineer'), 'utf8').trim()).toBe(renewed);
      const others = descendants(second.child.pid ?? 0);
      second.child.disconnect();
      expect(await second.ended).toBe(0);
      await vi.waitFor(() => expect(others.filter(lives)).toEqual([]), { timeout: 20_000 });
    } finally {
      taken.close();
      removeHome(home);
    }
  });

  it('does not run on where its parent has gone while it was loading', async () => {
    const home = mkdtempSync(join(tmpdir(), 'stint-main-'));
    try {
      const running = run(home, [], 'ipc');
      running.child.disconnect();
      expect(await running.ended).toBe(0);
      expect(running.out()).toBe('');
    } finally {
      removeHome(home);
    }
  });

  it(
    'leaves no process behind when it is told to stop while it is starting a database server',
    { timeout: 240_000 },
    async () => {
      let said = await stopWhileStarting();
      // On a busy machine the signal may come when the server has long been up, and the broker too.
      for (let more = 2; more > 0 && said !== ''; more -= 1) said = await stopWhileStarting();
      expect(said).toBe('');
    },
  );
});

/** Answers what it has said until its end, in a home of its own. */
async function stopWhileStarting(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'stint-main-'));
  const demo = join(home, 'broker/demo-target/billing');
  try {
    const running = run(home, []);
    const servers = await vi.waitFor(
      () => {
        const data = `${serverFoldersOf(demo)[0] ?? demo}/data `;
        const found = descendants(running.child.pid ?? 0).filter((pid) => commandOf(pid).includes(data));
        expect(found).not.toEqual([]);
        return found;
      },
      { timeout: 60_000, interval: 5 },
    );
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    expect(servers.filter(lives)).toEqual([]);
    return running.out();
  } finally {
    removeHome(home);
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

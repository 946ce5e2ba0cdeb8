// The demo's SSH server: closed to everything but its certificates, and started again where an earlier one was left.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoSshd } from '../../../broker/adapters/demo-sshd.ts';
import { findSshdUser } from '../../../broker/adapters/demo-sshd-user.ts';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { bastion, GREETING, hasSsh, inAnHour, runSsh, startSshBench, type SshBench } from '../ssh-bench.ts';

describe.skipIf(!hasSsh)('the demo’s SSH server', () => {
  let bench: SshBench;
  let certificate: string;
  beforeAll(async () => {
    bench = await startSshBench();
    const minted = await bench.issuer().mint({
      leaseId: '01M85SZSVQKCPPN02KHP85HMJX',
      entitlement: bastion({ permit: ['permit-pty', 'permit-port-forwarding'] }),
      expiresAt: inAnHour(),
      requester: { address: '127.0.0.1', sshPublicKey: bench.publicKey },
    });
    if (!minted.ok || minted.value.connection.kind !== 'ssh') throw new Error('Nothing was minted.');
    ({ certificate } = minted.value.connection);
  });
  afterAll(() => bench.stop());

  it('says who came in until when and hangs up, and runs nothing the person asks for', async () => {
    const file = join(tmpdir(), `stint-ran-${process.pid}`);
    const came = await bench.enter(certificate, `touch ${file}; id`);
    expect(came).toEqual({ code: 0, out: expect.stringMatching(GREETING) as string });
    expect(existsSync(file)).toBe(false);
    expect(bench.sshd.username).not.toBe('root');
    // Neither with a terminal, nor as a subsystem, nor by what a shell would take from its environment.
    expect((await bench.enter(certificate, `touch ${file}`, ['-tt'])).code).not.toBe(0);
    const { out } = await bench.enter(certificate, 'true', ['-o', `SetEnv=ENV=${file} BASH_ENV=${file}`]);
    expect(out).toMatch(GREETING);
    expect((await bench.enter(certificate, 'sftp', ['-s'])).code).not.toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  it.skipIf(process.getuid?.() !== 0)('leaves nothing of root’s server to the user it lets in', () => {
    const folder = dirname(bench.sshd.revokedKeys);
    expect(statSync(folder)).toMatchObject({ uid: 0, mode: 0o040755 });
    const others = readdirSync(folder).filter((name) => statSync(join(folder, name)).uid !== 0);
    // sshd itself must read its key, and nobody else may.
    expect(others).toEqual(['host-key']);
    const open = readdirSync(folder).filter((name) => (statSync(join(folder, name)).mode & 0o022) !== 0);
    expect(open).toEqual([]);
  });

  it('takes no plain key, no password, and no other user', async () => {
    const plain = [
      '-i',
      join(bench.folder, 'key'),
      '-o',
      'IdentitiesOnly=yes',
      '-o',
      'CertificateFile=none',
      '-o',
      'IdentityAgent=none',
    ];
    // The certificate beside the key would be found by its name.
    rmSync(join(bench.folder, 'key-cert.pub'), { force: true });
    expect((await runSsh(plain, bench.sshd, 'true')).out).toContain('Permission denied (publickey)');
    const root = await runSsh(plain, { ...bench.sshd, username: 'root' }, 'true');
    expect(root.out).toContain('Permission denied (publickey)');
    expect((await bench.enter(certificate, 'true')).code).toBe(0);
  });

  it('forwards no port, whatever a certificate permits', async () => {
    await bench.enter(certificate, 'true');
    const identity = [
      '-i',
      join(bench.folder, 'key'),
      '-o',
      `CertificateFile=${join(bench.folder, 'key-cert.pub')}`,
      '-o',
      'IdentityAgent=none',
    ];
    const forwarded = await runSsh(
      [...identity, '-W', `127.0.0.1:${String(bench.sshd.hosts[0]?.port)}`],
      bench.sshd,
      '',
    );
    expect(forwarded.out).toContain('stdio forwarding failed');
    // What answers there would have greeted.
    expect(forwarded.out).not.toContain('SSH-2.0');
  });

  it('listens on this machine alone', () => {
    const [host] = bench.sshd.hosts;
    const hex = (host?.port ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const listening = readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`:${hex} 00000000:0000 0A`));
    expect(listening.map((line) => line.trim().split(/\s+/u)[1])).toEqual([`0100007F:${hex}`]);
    expect(readFileSync('/proc/net/tcp6', 'utf8')).not.toContain(`:${hex} 0000`);
  });

  it('takes the place of one that a killed broker has left, on the same port and with the same authority', async () => {
    const home = mkdtempSync(join(tmpdir(), 'stint-sshd-'));
    const options = { folder: home, clock: createSystemClock(), principals: ['bastion'] };
    const first = await startDemoSshd({ ...options, log: () => undefined });
    const said: string[] = [];
    const second = await startDemoSshd({ ...options, log: (sentence) => void said.push(sentence) });
    try {
      expect(said).toEqual([expect.stringContaining('left behind')]);
      expect(second.hosts).toEqual(first.hosts);
      expect(second.caKey.equals(first.caKey)).toBe(true);
    } finally {
      await second.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });

  it.skipIf(process.getuid?.() !== 0)('gives a user without a shell one, within itself alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stint-sshd-'));
    const user = findSshdUser(65_534, folder);
    expect(user.name).toBe('nobody');
    expect(user.env['LD_PRELOAD']).toMatch(/libnss_wrapper\.so$/u);
    expect(readFileSync(join(folder, 'passwd'), 'utf8')).toBe('nobody:x:65534:65534::/:/bin/sh\n');
    rmSync(folder, { recursive: true, force: true });
  });
});

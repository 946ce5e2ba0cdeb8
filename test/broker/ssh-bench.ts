// The demo's real sshd, a key pair of a person, and the machine's own ssh to try to come in. Everything is removed at the end.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoSshd, type DemoSshd } from '../../broker/adapters/demo-sshd.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import { createSshIssuer, type SshIssuerDeps } from '../../broker/issuers/ssh/ssh-issuer.ts';
import type { Issuer } from '../../broker/ports/issuer.ts';
import type { SshEntitlement } from '../../broker/ports/profile-rule.ts';

/** Where OpenSSH is missing its tests say so and are skipped. */
export const hasSsh = existsSync('/usr/sbin/sshd') && existsSync('/usr/bin/ssh');
if (!hasSsh)
  console.warn(
    'OpenSSH is not installed (apt-get install openssh-server openssh-client): its tests are skipped.',
  );

export const inAnHour = (): number => Math.floor(Date.now() / 1000) * 1000 + 3_600_000;

export interface SshBench {
  readonly sshd: DemoSshd;
  /** A person's public key, one line. */
  readonly publicKey: string;
  readonly folder: string;
  issuer(more?: Partial<SshIssuerDeps>): Issuer;
  /** Tries to come in with a certificate for the person's key. */
  enter(certificate: string, command?: string): Promise<{ readonly code: number; readonly out: string }>;
  /** What `ssh-keygen -L` says of a certificate. */
  explain(certificate: string): string;
  stop(): Promise<void>;
}

export const bastion = (more: Partial<SshEntitlement> = {}): SshEntitlement => ({
  id: 'bastion/bastion',
  kind: 'ssh',
  targetId: 'bastion',
  targetName: 'bastion',
  principal: 'bastion',
  username: 'bastion',
  forceCommand: null,
  permit: ['permit-pty'],
  ...more,
});

export async function startSshBench(): Promise<SshBench> {
  const home = mkdtempSync(join(tmpdir(), 'stint-ssh-'));
  const folder = join(home, 'client');
  mkdirSync(folder, { mode: 0o700 });
  const clock = createSystemClock();
  const sshd = await startDemoSshd({
    folder: join(home, 'sshd'),
    clock,
    log: () => undefined,
    principals: ['bastion'],
  });
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, 'key')]);
  const publicKey = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
  const certificateFile = join(folder, 'key-cert.pub');
  return {
    sshd,
    publicKey,
    folder,
    issuer: (more = {}) =>
      createSshIssuer({
        clock,
        targetName: 'bastion',
        hosts: sshd.hosts,
        caKey: sshd.caKey,
        sourceAddress: 'requester',
        revokedKeys: sshd.revokedKeys,
        onlyUsername: sshd.username,
        ...more,
      }),
    async enter(certificate, command = 'echo came in') {
      writeFileSync(certificateFile, `${certificate}\n`);
      const identity = [
        '-i',
        join(folder, 'key'),
        '-o',
        `CertificateFile=${certificateFile}`,
        '-o',
        'IdentitiesOnly=yes',
      ];
      return runSsh([...identity, '-o', 'IdentityAgent=none'], sshd, command);
    },
    explain(certificate) {
      writeFileSync(certificateFile, `${certificate}\n`);
      return spawnSync('ssh-keygen', ['-L', '-f', certificateFile], { encoding: 'utf8' }).stdout;
    },
    async stop() {
      await sshd.stop();
      // As root the server stands elsewhere.
      const pointer = join(home, 'sshd', 'server-folder');
      if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Runs the machine's ssh; nobody is asked anything. */
export async function runSsh(
  options: readonly string[],
  { username, hosts }: Pick<DemoSshd, 'username' | 'hosts'>,
  command: string,
): Promise<{ readonly code: number; readonly out: string }> {
  const [{ host, port } = { host: '', port: 0 }] = hosts;
  const quiet = [
    'BatchMode=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
  ];
  const args = ['-F', 'none', ...options, ...quiet.flatMap((option) => ['-o', option])];
  const child = spawn('ssh', [...args, '-p', String(port), `${username}@${host}`, command], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (out += data.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  return { code, out };
}

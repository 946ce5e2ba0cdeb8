// The demo's real sshd, a key pair of a person, and the machine's own ssh to try to come in. Everything is removed at the end.
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findSshdUser } from '../../broker/adapters/demo-sshd-user.ts';
import { greets, startDemoSshd, type DemoSshd } from '../../broker/adapters/demo-sshd.ts';
import { keepPort } from '../../broker/adapters/keep-port.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import { createSshIssuer, type SshIssuerDeps } from '../../broker/issuers/ssh/ssh-issuer.ts';
import type { Issuer } from '../../broker/ports/issuer.ts';
import type { SshEntitlement } from '../../broker/ports/profile-rule.ts';
import { removeHome } from '../desktop/homes.mjs';
import { waitFor } from '../desktop/wait.ts';

/** Where OpenSSH is missing its tests say so and are skipped. */
export const hasSsh = existsSync('/usr/sbin/sshd') && existsSync('/usr/bin/ssh');
if (!hasSsh)
  console.warn(
    'OpenSSH is not installed (apt-get install openssh-server openssh-client): its tests are skipped.',
  );

/** What the demo's server says to whoever comes in. */
export const GREETING = /^You are in, as bastion, until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d UTC\.\n.*demo.*\n$/u;

export const inAnHour = (): number => Math.floor(Date.now() / 1000) * 1000 + 3_600_000;

type Enter = (
  certificate: string,
  command?: string,
  options?: readonly string[],
) => Promise<{ readonly code: number; readonly out: string }>;

export interface SshBench {
  readonly sshd: DemoSshd;
  /** A person's public key, one line. */
  readonly publicKey: string;
  readonly folder: string;
  issuer(more?: Partial<SshIssuerDeps>): Issuer;
  /** Tries to come in with a certificate for the person's key. */
  readonly enter: Enter;
  /** The same server on another port, which opens shells as a host of yours would. */
  openShells(): Promise<{ readonly enter: Enter; stop(): void }>;
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
  const enterAt =
    (server: Pick<DemoSshd, 'username' | 'hosts'>): Enter =>
    async (certificate, command = 'true', options = []) => {
      writeFileSync(certificateFile, `${certificate}\n`);
      const certified = ['-o', `CertificateFile=${certificateFile}`, '-o', 'IdentitiesOnly=yes'];
      const identity = ['-i', join(folder, 'key'), ...certified, '-o', 'IdentityAgent=none'];
      return runSsh([...identity, ...options], server, command);
    };
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
        onlyCommand: null,
        ...more,
      }),
    enter: enterAt(sshd),
    async openShells() {
      const shells = await startShells(dirname(sshd.revokedKeys));
      return {
        enter: enterAt({ ...sshd, hosts: [{ host: '127.0.0.1', port: shells.port }] }),
        stop: shells.stop,
      };
    },
    explain(certificate) {
      writeFileSync(certificateFile, `${certificate}\n`);
      return spawnSync('ssh-keygen', ['-L', '-f', certificateFile], { encoding: 'utf8' }).stdout;
    },
    async stop() {
      await sshd.stop();
      removeHome(home);
    },
  };
}

async function startShells(folder: string): Promise<{ readonly port: number; stop(): void }> {
  const config = readFileSync(join(folder, 'sshd_config'), 'utf8');
  const scratch = mkdtempSync(join(tmpdir(), 'stint-shells-'));
  chmodSync(scratch, 0o755);
  const port = await keepPort(scratch, undefined, () => undefined);
  const file = join(scratch, 'sshd_config');
  writeFileSync(
    file,
    config.replace(/^ForceCommand .*\n/mu, '').replace(/^(ListenAddress .*:)\d+$/mu, `$1${port}`),
  );
  const { uid, gid } = statSync(join(folder, 'host-key'));
  const { env } = findSshdUser(uid, folder);
  const as = process.getuid?.() === 0 ? { uid, gid } : {};
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file], { ...as, cwd: '/', stdio: 'ignore', env });
  await waitFor('the server with shells', () => greets(port));
  return {
    port,
    stop() {
      child.kill();
      rmSync(scratch, { recursive: true, force: true });
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

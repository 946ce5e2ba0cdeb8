/**
 * A real sshd to try SSH certificates on: the machine's own program, on a loopback port, as an ordinary user, who alone can come in. It takes
 * certificates of the demo's authority and nothing else (no password, no plain key), and gives nobody a shell or a forwarded port: whoever comes
 * in is a user who owns more than this demo.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readCaKey, toPublicLine } from '../issuers/ssh/certificate-key.ts';
import type { SshIssuerDeps } from '../issuers/ssh/ssh-issuer.ts';
import type { Clock } from '../ports/clock.ts';
import { StartError } from '../start-error.ts';
import { writeGreeting } from './demo-sshd-greeting.ts';
import { findSshdPlace, type SshdPlace } from './demo-sshd-place.ts';
import { findSshdUser, type SshdUser } from './demo-sshd-user.ts';
import { keepPort } from './keep-port.ts';
import { nameOf } from './processes.ts';
import { writeFileWhole } from '../write-file-whole.ts';

export interface DemoSshd {
  readonly hosts: SshIssuerDeps['hosts'];
  readonly caKey: SshIssuerDeps['caKey'];
  readonly username: string;
  /** What it runs for whoever comes in, whatever they ask for. */
  readonly command: string;
  readonly revokedKeys: string;
  stop(): Promise<void>;
}

export interface DemoSshdOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
  /** Who may come in, by the certificate's principal. */
  readonly principals: readonly string[];
}

const READY_WITHIN_MS = 10_000;
const GONE_WITHIN_MS = 5_000;

/** Throws a StartError that says what is missing. */
export async function startDemoSshd(options: DemoSshdOptions): Promise<DemoSshd> {
  const { folder, clock, log } = options;
  const sshd = findProgram('sshd');
  const keygen = findProgram('ssh-keygen');
  if (process.platform === 'win32' || sshd === undefined || keygen === undefined) {
    throw new StartError(
      'It needs the SSH server of this machine. Install openssh-server, then start the broker again.',
    );
  }
  const place = findSshdPlace(folder);
  const user = findSshdUser(place.user?.uid ?? process.getuid?.() ?? 0, place.folder);
  await stopEarlier(place, clock, log);
  const caKey = keepCaKey(join(folder, 'ca-key.pem'));
  makeHostKey(place, keygen);
  const port = await keepPort(place.folder, undefined, log);
  const command = writeGreeting(place.folder);
  const revokedKeys = join(place.folder, 'revoked-keys');
  if (!existsSync(revokedKeys)) writeFileWhole(revokedKeys, '', 0o644);
  writeFileWhole(join(place.folder, 'ca.pub'), `${toPublicLine(caKey)}\n`, 0o644);
  writeFileWhole(join(place.folder, 'principals'), `${options.principals.join('\n')}\n`, 0o644);
  writeFileWhole(join(place.folder, 'sshd_config'), toSshdConfig(place.folder, port, user, command), 0o644);

  const child = spawnSshd(sshd, place, user);
  if (!(await answers(child, port, clock))) {
    child.kill('SIGKILL');
    const said = readFileSync(join(place.folder, 'sshd.log'), 'utf8').trim().split('\n').slice(-3).join(' ');
    throw new StartError(`Its SSH server does not start. It said: ${said}`);
  }
  try {
    writeFileWhole(join(place.folder, 'sshd-process'), nameOf(child.pid ?? 0) ?? '');
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    hosts: [{ host: '127.0.0.1', port }],
    caKey,
    username: user.name,
    command,
    revokedKeys,
    stop: () => endProcess(child.pid ?? 0, clock),
  };
}

/** sshd must be called by its whole path: it starts itself again for each connection. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/bin'];
  return folders
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * The authority's private key stays in the broker's own folder. Only root's sshd runs as somebody who cannot read it there; elsewhere it is
 * ForceCommand that keeps it from whoever comes in.
 */
function keepCaKey(file: string): SshIssuerDeps['caKey'] {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileWhole(file, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  }
  const key = readCaKey(readFileSync(file, 'utf8'));
  if (!key.ok) throw new StartError(`${file}: ${key.sentence}`);
  return key.value;
}

function makeHostKey({ folder, user }: SshdPlace, keygen: string): void {
  const file = join(folder, 'host-key');
  if (!existsSync(file)) {
    const { status } = spawnSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-C', 'stint demo', '-f', file]);
    if (status !== 0) throw new StartError('ssh-keygen could not make the key of the demo’s SSH server.');
  }
  chmodSync(file, 0o600);
  if (user !== null) chownSync(file, user.uid, user.gid);
}

// SECURITY: demo-sshd-closed
function toSshdConfig(folder: string, port: number, user: SshdUser, command: string): string {
  const settings = {
    ListenAddress: `127.0.0.1:${port}`,
    HostKey: join(folder, 'host-key'),
    PidFile: 'none',
    TrustedUserCAKeys: join(folder, 'ca.pub'),
    AuthorizedPrincipalsFile: join(folder, 'principals'),
    RevokedKeys: join(folder, 'revoked-keys'),
    AllowUsers: user.name,
    AuthenticationMethods: 'publickey',
    AuthorizedKeysFile: 'none',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    PermitRootLogin: 'no',
    UsePAM: 'no',
    // Its own files stand where no other user writes; the check would also look at /tmp, which everybody may.
    StrictModes: 'no',
    DisableForwarding: 'yes',
    // This user is the broker's own, or owns root's storage: nobody who comes in may run anything as them.
    ForceCommand: command,
    ExposeAuthInfo: 'yes',
    PermitTTY: 'no',
    PermitUserEnvironment: 'no',
    PermitUserRC: 'no',
    PrintMotd: 'no',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
}

function spawnSshd(sshd: string, place: SshdPlace, user: SshdUser): ChildProcess {
  const output = openSync(join(place.folder, 'sshd.log'), 'w', 0o600);
  try {
    return spawn(sshd, ['-D', '-e', '-f', join(place.folder, 'sshd_config')], {
      ...place.user,
      cwd: place.folder,
      stdio: ['ignore', output, output],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...user.env },
      // A group of its own: Ctrl-C in the broker's terminal must not stop it before the broker has put its affairs in order.
      detached: true,
    });
  } finally {
    closeSync(output);
  }
}

async function answers(child: ChildProcess, port: number, clock: Clock): Promise<boolean> {
  const spawned = { failed: false };
  child.once('error', () => (spawned.failed = true));
  const giveUpAt = clock.now() + READY_WITHIN_MS;
  while (!spawned.failed && child.exitCode === null && clock.now() < giveUpAt) {
    if (await greets(port)) return true;
    await pause(clock, 30);
  }
  return false;
}

/** Whether an SSH server answers there. */
export function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1').startsWith('SSH-2.0-'));
    });
    socket.once('close', () => resolve(false));
  });
}

/** Ends what a broker that was killed has left running here. */
async function stopEarlier(
  { folder }: SshdPlace,
  clock: Clock,
  log: (sentence: string) => void,
): Promise<void> {
  const file = join(folder, 'sshd-process');
  if (!existsSync(file)) return;
  const name = readFileSync(file, 'utf8');
  const pid = Number(name.split('@')[0]);
  if (name === '' || nameOf(pid) !== name) return;
  log(`Stopping the SSH server that an earlier broker left behind (process ${pid}).`);
  await endProcess(pid, clock);
}

async function endProcess(pid: number, clock: Clock): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const giveUpAt = clock.now() + GONE_WITHIN_MS;
    while (nameOf(pid) !== null && clock.now() < giveUpAt) await pause(clock, 20);
  }
}

async function pause(clock: Clock, ms: number): Promise<void> {
  await new Promise<void>((resolve) => void clock.at(clock.now() + ms, resolve));
}

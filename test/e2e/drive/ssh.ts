// A real ssh with the command that Stint copied.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

export const WITHOUT_SSH = 'OpenSSH is not installed (apt-get install openssh-server openssh-client).';

export function isSshThere(): boolean {
  return existsSync('/usr/sbin/sshd') && existsSync('/usr/bin/ssh');
}

/** The command as it was copied, with what keeps ssh from asking this test anything. */
export async function runSsh(
  copied: string,
  remote: string,
): Promise<{ readonly code: number; readonly out: string }> {
  const quiet = [
    'BatchMode=yes',
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
  ];
  const options = ['-F none', ...quiet.map((option) => `-o ${option}`)].join(' ');
  const line = `${copied.replace(/^ssh /u, `ssh ${options} `)} '${remote}'`;
  const child = spawn('/bin/sh', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (out += data.toString()));
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  return { code, out };
}

/**
 * As whom the demo's sshd runs, and so whom it lets in: the broker's own user, or, for root, the ordinary user of the demo's folder. A login
 * takes a shell; where that user's account has none, a library that answers for the account (nss_wrapper) gives it one within this sshd alone.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileWhole } from '../write-file-whole.ts';
import { StartError } from '../start-error.ts';

export interface SshdUser {
  readonly name: string;
  /** What sshd needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

export function findSshdUser(uid: number, folder: string): SshdUser {
  const rows = readFileSync('/etc/passwd', 'utf8').split('\n');
  const row = rows.map((line) => line.split(':')).find((fields) => Number(fields[2]) === uid);
  const [name = '', , , gid = '', , , shell = ''] = row ?? [];
  if (name === '') throw new StartError(`There is no user with the number ${uid} in /etc/passwd.`);
  if (shell !== '' && !/\/(?:nologin|false)$/u.test(shell) && existsSync(shell)) return { name, env: {} };
  const library = findWrapper();
  if (library === undefined) {
    throw new StartError(
      `The user ${name}, as whom it would run, has no shell (${shell}). Install libnss-wrapper, or start the broker as an ordinary user.`,
    );
  }
  const passwd = join(folder, 'passwd');
  writeFileWhole(passwd, `${name}:x:${uid}:${gid}::/:/bin/sh\n`, 0o644);
  return {
    name,
    env: { LD_PRELOAD: library, NSS_WRAPPER_PASSWD: passwd, NSS_WRAPPER_GROUP: '/etc/group' },
  };
}

function findWrapper(): string | undefined {
  if (!existsSync('/usr/lib')) return undefined;
  return readdirSync('/usr/lib')
    .map((place) => join('/usr/lib', place, 'libnss_wrapper.so'))
    .find((path) => existsSync(path));
}

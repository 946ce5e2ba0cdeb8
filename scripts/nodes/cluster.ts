// A PostgreSQL for the storage, another as a target, and several broker nodes on them: all in one folder, which is gone afterwards.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../broker/adapters/embedded-postgres.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import { DEMO_ISSUER, DEMO_LEFT_BEHIND_ROLE, setUpDemoTarget } from '../../broker/demo-target/demo-target.ts';
import { RUN_ROLE } from '../../broker/storage/open-storage.ts';
import { createNode, type NodeProcess } from './node-process.ts';
import { secretFile, toYaml } from './settings.ts';

export interface Cluster {
  readonly nodes: readonly NodeProcess[];
  /** The processes of both servers. */
  serverPids(): readonly number[];
  /** Ends every session and starts again after `downMs`. */
  restartStorage(downMs: number): Promise<void>;
  isStorageUp(): boolean;
  readonly tokenOf: (account: string) => string;
  /** One statement as the owner of the storage, or as the superuser of the target. */
  askStorage(text: string): Promise<readonly Record<string, unknown>[]>;
  askTarget(text: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const DATABASE = 'stint';

export interface ClusterOptions {
  readonly nodes: number;
  readonly people: number;
  readonly moreProfiles?: number;
}

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stint-nodes-'));
  const undos: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const undo of undos.splice(0).toReversed()) await undo();
  };
  try {
    return { ...(await start(folder, options, undos)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  folder: string,
  options: ClusterOptions,
  undos: (() => Promise<void> | void)[],
): Promise<Omit<Cluster, 'stop'>> {
  const clock = createSystemClock();
  const startServer = (name: string): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      folder: path.join(folder, name),
      clock,
      log: () => undefined,
      reachableFrom: name === 'target' ? 'tcp-loopback' : 'socket',
    });
  let storage: EmbeddedPostgres | null = await startServer('storage');
  undos.push(async () => {
    await storage?.stop();
    if (storage !== null) rmSync(storage.folder, { recursive: true, force: true });
  });
  const owner = { ...storage.connection, database: DATABASE };
  const target = await startServer('target');
  undos.push(async () => {
    await target.stop();
    rmSync(target.folder, { recursive: true, force: true });
  });

  const secret = (): string => randomBytes(24).toString('base64url');
  const [runPassword, issuerPassword] = [secret(), secret()];
  await ask({ ...owner, database: 'postgres' }, `create role ${RUN_ROLE} login password '${runPassword}'`);
  await ask({ ...owner, database: 'postgres' }, `create database ${DATABASE}`);
  await setUpDemoTarget(target.connection, Buffer.from(issuerPassword));
  const write = (name: Parameters<typeof secretFile>[1], text: string): void =>
    writeFileSync(secretFile(folder, name), text, { mode: 0o600 });
  const url = (user: string, password: string): string =>
    `postgresql://${user}:${encodeURIComponent(password)}@/${DATABASE}?host=${owner.host}&port=${String(owner.port)}`;
  write('owner', url(owner.user, owner.password));
  write('run', url(RUN_ROLE, runPassword));
  write('issuer', issuerPassword);
  const config = path.join(folder, 'stint.yaml');
  const { host, port } = target.connection;
  const { people, moreProfiles = 0 } = options;
  const settings = { folder, people, moreProfiles, target: { host, port } };
  writeFileSync(config, toYaml({ ...settings, issuer: DEMO_ISSUER, leftBehindRole: DEMO_LEFT_BEHIND_ROLE }));

  const nodes = Array.from({ length: options.nodes }, (_, index) =>
    createNode({ home: path.join(folder, `node-${String(index + 1)}`), config }),
  );
  undos.push(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
  });
  // All at once: the tables are made by whichever is first.
  await Promise.all(nodes.map((node) => node.start()));
  return {
    nodes,
    serverPids: () => [target.pid, ...(storage === null ? [] : [storage.pid])],
    isStorageUp: () => storage !== null,
    async restartStorage(downMs) {
      const running = storage;
      storage = null;
      await running?.stop();
      await new Promise<void>((resolve) => void clock.at(clock.now() + downMs, resolve));
      storage = await startServer('storage');
    },
    tokenOf: (account) =>
      readFileSync(path.join(nodes[0]?.home ?? '', 'broker', 'tokens', account), 'utf8').trim(),
    askStorage: (text) => ask(owner, text),
    askTarget: (text) => ask({ ...target.connection, database: 'postgres' }, text),
  };
}

async function ask(access: pg.ClientConfig, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(access);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

// The demo target on a real server of its own, with ways to ask it as different people. Everything is removed at the end.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../broker/adapters/embedded-postgres.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import {
  DEMO_ISSUER,
  DEMO_LEFT_BEHIND_ROLE,
  setUpDemoTarget,
  type Superuser,
} from '../../broker/demo-target/demo-target.ts';
import type { PostgresqlIssuerDeps } from '../../broker/issuers/postgresql/postgresql-issuer.ts';

export type ServerVersion = 'embedded' | '15';

const debian15 = '/usr/lib/postgresql/15/bin';
/** Where PostgreSQL 15 is missing its tests say so and are skipped. */
export const has15 = existsSync(`${debian15}/initdb`);

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly database?: string;
}

export interface DemoServer {
  readonly superuser: Superuser;
  readonly folder: string;
  readonly issuerDeps: PostgresqlIssuerDeps;
  /** Signs in, asks, leaves. */
  ask(who: Credentials, text: string): Promise<readonly Record<string, unknown>[]>;
  asSuperuser(text: string, database?: string): Promise<readonly Record<string, unknown>[]>;
  /** Signs in and stays; the test ends it. Errors after the sign-in are kept in `broken`. */
  open(who: Credentials): Promise<pg.Client & { readonly broken: Promise<Error> }>;
  /** The SQLSTATE with which the server refuses, or `entered`. */
  tryToEnter(who: Credentials, text?: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startDemoServer(version: ServerVersion = 'embedded'): Promise<DemoServer> {
  const home = mkdtempSync(join(tmpdir(), 'stint-demo-'));
  const clock = createSystemClock();
  const binaries = {
    initdb: `${debian15}/initdb`,
    postgres: `${debian15}/postgres`,
    pgCtl: `${debian15}/pg_ctl`,
    major: '15',
  };
  const server = await startEmbeddedPostgres({
    folder: home,
    clock,
    log: () => undefined,
    reachableFrom: 'tcp-loopback',
    ...(version === '15' && { binaries }),
  });
  const superuser = server.connection;
  const password = 'the own word of the issuer';
  await setUpDemoTarget(superuser, Buffer.from(password));
  const address = { host: superuser.host, port: superuser.port };

  const open: DemoServer['open'] = async ({ user, password: secret, database = 'billing' }) => {
    const client = new pg.Client({ ...address, user, password: secret, database });
    const broken = new Promise<Error>((resolve) => client.on('error', resolve));
    await client.connect();
    return Object.assign(client, { broken });
  };
  const ask: DemoServer['ask'] = async (who, text) => {
    const client = await open(who);
    try {
      const result: pg.QueryResult<Record<string, unknown>> = await client.query(text);
      return result.rows;
    } finally {
      await client.end();
    }
  };

  return {
    superuser,
    folder: server.folder,
    issuerDeps: {
      clock,
      targetName: 'billing',
      login: { ...address, database: 'postgres', user: DEMO_ISSUER, password },
      reachedAt: { ...address, sslMode: 'disable' },
      leftBehindRole: DEMO_LEFT_BEHIND_ROLE,
    },
    ask,
    asSuperuser: (text, database = 'billing') => ask({ ...superuser, database }, text),
    open,
    async tryToEnter(who, text = 'SELECT 1') {
      try {
        await ask(who, text);
        return 'entered';
      } catch (error) {
        if (error instanceof pg.DatabaseError) return error.code ?? 'no code';
        throw error;
      }
    },
    async stop() {
      await server.stop();
      rmSync(server.folder, { recursive: true, force: true });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

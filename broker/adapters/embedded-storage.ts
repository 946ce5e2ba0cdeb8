/**
 * The broker's own PostgreSQL: the database `stint`, and the run-time role with a password that is made anew at each start and
 * written nowhere.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Clock } from '../ports/clock.ts';
import { RUN_ROLE, type StorageAccess } from '../storage/open-storage.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

export interface EmbeddedStorage {
  readonly access: StorageAccess;
  stop(): Promise<void>;
}

export const DATABASE = 'stint';

export async function startEmbeddedStorage(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
}): Promise<EmbeddedStorage> {
  const server = await startEmbeddedPostgres(options);
  try {
    const password = randomBytes(32).toString('base64url');
    const client = new pg.Client({ ...server.connection, database: 'postgres' });
    await client.connect();
    try {
      await unlessThere(client, `create role ${RUN_ROLE} login nosuperuser nocreatedb nocreaterole`);
      await client.query(`alter role ${RUN_ROLE} password ${client.escapeLiteral(password)}`);
      await unlessThere(client, `create database ${DATABASE}`);
    } finally {
      await client.end();
    }
    const owner = { ...server.connection, database: DATABASE };
    return { access: { owner, run: { ...owner, user: RUN_ROLE, password } }, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** 42710 duplicate_object (roles), 42P04 duplicate_database. */
async function unlessThere(client: pg.Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !['42710', '42P04'].includes(error.code ?? '')) throw error;
  }
}

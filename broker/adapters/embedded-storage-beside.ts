/**
 * The way into the storage for a command beside the broker: by the running server where there is one, else by the embedded one, started
 * for it. It works with the rights of the run-time role, and never stops a server that it has not started.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { Clock } from '../ports/clock.ts';
import { createDatabase, type Database } from '../storage/database.ts';
import { openStorage, RUN_ROLE } from '../storage/open-storage.ts';
import { SUPERUSER } from './embedded-postgres-cluster.ts';
import { findHolder } from './embedded-postgres-holder.ts';
import { findPlace } from './embedded-postgres-place.ts';
import { DATABASE, startEmbeddedStorage } from './embedded-storage.ts';

export interface StorageBeside {
  readonly db: Kysely<Database>;
  readonly close: () => Promise<void>;
}

export async function openStorageBeside(options: {
  /** The embedded server's folder, or the connection string of the run-time login at a server of one's own. */
  readonly place: { readonly folder: string } | { readonly run: string };
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
  readonly onError: (error: Error) => void;
}): Promise<StorageBeside> {
  const { place, onError } = options;
  if ('run' in place) return openRunning({ connectionString: place.run }, onError);
  if (findHolder(place.folder) !== null) return openRunning(toConnection(place.folder), onError);
  const started = await startEmbeddedStorage({ ...options, folder: place.folder });
  try {
    const db = await openStorage(started.access, onError);
    return { db, close: () => db.destroy().finally(() => started.stop()) };
  } catch (error) {
    await started.stop();
    throw error;
  }
}

function openRunning(connection: pg.PoolConfig, onError: (error: Error) => void): StorageBeside {
  const db = createDatabase({ connection, onError });
  return { db, close: () => db.destroy() };
}

/** How a broker that runs reaches its own server; the role is what it may be used with. */
function toConnection(folder: string): pg.PoolConfig {
  const place = findPlace(folder);
  const read = (name: string): string => readFileSync(join(place.folder, name), 'utf8').trim();
  const isWindows = process.platform === 'win32';
  return {
    host: isWindows ? '127.0.0.1' : place.sockets,
    port: isWindows ? Number(read('port')) : 5432,
    user: SUPERUSER,
    password: read('superuser-password'),
    database: DATABASE,
    options: `-c role=${RUN_ROLE}`,
  };
}

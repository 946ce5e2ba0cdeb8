/**
 * The way into the embedded storage for a command beside the broker: by the running broker's server where there is one, else by a server
 * that is started for it. It works with the rights of the run-time role, and never stops a server that it has not started.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../ports/clock.ts';
import { RUN_ROLE, type StorageAccess } from '../storage/open-storage.ts';
import { SUPERUSER } from './embedded-postgres-cluster.ts';
import { findHolder } from './embedded-postgres-holder.ts';
import { findPlace } from './embedded-postgres-place.ts';
import { DATABASE, startEmbeddedStorage } from './embedded-storage.ts';

export type StorageBeside =
  | { readonly kind: 'running'; readonly run: pg.PoolConfig }
  | { readonly kind: 'started'; readonly access: StorageAccess; readonly stop: () => Promise<void> };

export async function reachEmbeddedStorage(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: (sentence: string) => void;
}): Promise<StorageBeside> {
  if (findHolder(options.folder) === null) {
    const started = await startEmbeddedStorage(options);
    return { kind: 'started', access: started.access, stop: () => started.stop() };
  }
  const place = findPlace(options.folder);
  const read = (name: string): string => readFileSync(join(place.folder, name), 'utf8').trim();
  const run = {
    host: process.platform === 'win32' ? '127.0.0.1' : place.sockets,
    port: process.platform === 'win32' ? Number(read('port')) : 5432,
    user: SUPERUSER,
    password: read('superuser-password'),
    database: DATABASE,
    options: `-c role=${RUN_ROLE}`,
  };
  return { kind: 'running', run };
}

/**
 * Notices while the broker runs that a newer one has brought the tables to a version that this one does not know. What is written then is
 * refused by the storage's own fence; this tells the broker to stop, so that whoever calls goes to another node.
 */
import type { Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Nudges } from '../ports/nudges.ts';
import type { Database } from './database.ts';
import { NewerTablesError, refuseUnknownTables } from './schema-version.ts';

export interface SchemaWatch {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 5_000;

export function watchSchema(
  deps: { readonly db: Kysely<Database>; readonly clock: Clock; readonly nudges: Nudges },
  onNewer: (error: NewerTablesError) => void,
): SchemaWatch {
  const { db, clock } = deps;
  const unsubscribe = deps.nudges.subscribe(({ kind }) => {
    if (kind === 'schema' || kind === 'everything') look();
  });
  let undo = clock.at(clock.now() + LOOK_EVERY_MS, look);
  let over = false;

  function look(): void {
    if (over) return;
    undo();
    undo = clock.at(clock.now() + LOOK_EVERY_MS, look);
    refuseUnknownTables(db).catch((error: unknown) => {
      // Storage that does not answer is others' to tell.
      if (over || !(error instanceof NewerTablesError)) return;
      void stop();
      onNewer(error);
    });
  }

  function stop(): Promise<void> {
    over = true;
    undo();
    unsubscribe();
    return Promise.resolve();
  }

  return { stop };
}

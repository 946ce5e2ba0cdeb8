/**
 * How far this machine's clock is from the storage's. Each node decides by its own clock when access is over, so nodes that do not agree on the
 * time would not agree on that. Beyond half a second whoever runs the broker is told; one that is a minute off does not start.
 */
import { sql, type Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { StartError } from '../start-error.ts';
import type { Database } from './database.ts';

export interface ClockWatch {
  /** The least it can be, in milliseconds; positive: this machine is ahead. 0: they agree, as far as can be told. */
  offsetMs(): number;
  /** Off by more than is harmless. */
  isOff(): boolean;
  stop(): void;
}

const LOOK_EVERY_MS = 60_000;
/** Two nodes that are this far off, each its own way, are a second apart: a claim of three seconds (leases/claims.ts) is renewed in time by both. */
const HARMLESS_MS = 500;
const REFUSED_MS = 60_000;

/** Throws a `StartError` where the clock is a minute off. */
export async function watchClock(deps: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<ClockWatch> {
  const { db, clock, log } = deps;
  let offset = await readOffset(db, clock);
  // SECURITY: broker-clock-agrees
  if (Math.abs(offset) > REFUSED_MS) {
    throw new StartError(
      `This machine’s clock is ${describe(offset)} that of the broker’s storage, and access ends by it. Set right whichever is wrong, then start the broker again.`,
    );
  }
  let stopped = false;
  let undo = clock.at(clock.now() + LOOK_EVERY_MS, look);
  const isOff = (): boolean => Math.abs(offset) > HARMLESS_MS;
  const tell = (): void => {
    if (isOff())
      log.error({ offsetMs: offset }, `This machine’s clock is ${describe(offset)} that of the storage`);
  };
  tell();

  function look(): void {
    if (stopped) return;
    undo = clock.at(clock.now() + LOOK_EVERY_MS, look);
    readOffset(db, clock).then(
      (read) => {
        offset = read;
        tell();
      },
      // Storage that does not answer is others' to tell.
      () => undefined,
    );
  }

  return {
    offsetMs: () => offset,
    isOff,
    stop() {
      stopped = true;
      undo();
    },
  };
}

/** The storage looked at its clock at some moment of the call: what the call took cannot be taken for a difference. */
async function readOffset(db: Kysely<Database>, clock: Clock): Promise<number> {
  const before = clock.now();
  const { rows } = await sql<{ at: string }>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::text as at`.execute(db);
  const after = clock.now();
  const at = Number(rows[0]?.at);
  if (at < before) return before - at;
  return at > after ? after - at : 0;
}

/** "12 s ahead of", "3 min behind" */
function describe(offset: number): string {
  const seconds = Math.round(Math.abs(offset) / 1000);
  const long = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return offset > 0 ? `${long} ahead of` : `${long} behind`;
}

/**
 * When to look around: at each target when a broker starts, and every ten minutes from the last look on, by one broker at a time. Who looks has
 * a claim meanwhile, no lock and no transaction; one that was killed holds the others up for seconds.
 */
import { sql } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { createClaims } from './claims.ts';
import type { LeaseParts } from './lease-deps.ts';
import { lookAround } from './look-around.ts';

const EVERY_MS = 10 * 60_000;
/** The storage did not answer, say. */
const AFTER_TROUBLE_MS = 60_000;

export interface LookAroundLoop {
  start(): void;
  /** Waits for the looks that are under way. */
  stop(): Promise<void>;
}

export function createLookAroundLoop(parts: LeaseParts): LookAroundLoop {
  const { db, clock, log, issuers, newId } = parts;
  const claims = createClaims(parts, 'look_around');
  const undos = new Map<string, () => void>();
  const looking = new Map<string, Promise<void>>();
  let stopped = false;

  function turn(targetId: string, atOnce: boolean): void {
    if (stopped) return;
    const work = look(targetId, atOnce)
      .catch((error: unknown) => {
        log.error({ err: error, targetId }, 'Looking for logins without a lease failed');
        return { at: clock.now() + AFTER_TROUBLE_MS, atOnce };
      })
      .then((next) => {
        if (stopped) return;
        undos.set(
          targetId,
          clock.at(next.at, () => turn(targetId, next.atOnce)),
        );
      });
    looking.set(targetId, work);
  }

  /** Answers when to look again, and whether that is then due whoever else has looked lately. */
  async function look(
    targetId: string,
    atOnce: boolean,
  ): Promise<{ readonly at: Instant; readonly atOnce: boolean }> {
    const lookedAt = clock.now();
    const claim = newId();
    // SECURITY: lease-strays-once
    if (!(await take(targetId, claim, lookedAt, atOnce))) return { at: await nextAt(targetId), atOnce };
    await claims.during(claim, async () => {
      try {
        await lookAround(parts, targetId);
      } finally {
        const looked = { claim: null, claimed_until: null, looked_at: new Date(lookedAt) };
        await db.updateTable('look_around').set(looked).where('claim', '=', claim).execute();
      }
    });
    return { at: lookedAt + EVERY_MS, atOnce: false };
  }

  async function take(targetId: string, claim: string, now: Instant, atOnce: boolean): Promise<boolean> {
    const at = new Date(now);
    const { rows } = await sql`
      insert into look_around (target_id, claim, claimed_until) values (${targetId}, ${claim}, ${claims.until()})
      on conflict (target_id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
        where (look_around.claimed_until is null or look_around.claimed_until <= ${at})
          and (${atOnce} or look_around.looked_at is null or look_around.looked_at <= ${new Date(now - EVERY_MS)})
      returning target_id`.execute(db);
    return rows.length > 0;
  }

  /** When the other's claim has run out, or ten minutes after the last look. */
  async function nextAt(targetId: string): Promise<Instant> {
    const row = await db
      .selectFrom('look_around')
      .select(['claimed_until', 'looked_at'])
      .where('target_id', '=', targetId)
      .executeTakeFirst();
    return row?.claimed_until ?? (row?.looked_at ?? clock.now()) + EVERY_MS;
  }

  return {
    start() {
      for (const targetId of issuers.keys()) turn(targetId, true);
    },
    async stop() {
      stopped = true;
      for (const undo of undos.values()) undo();
      await Promise.all(looking.values());
    },
  };
}

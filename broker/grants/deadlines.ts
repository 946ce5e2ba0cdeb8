/**
 * Time's part in the life of grants: requests lapse, grants expire. One timer stands for the nearest deadline of all, or for the next sweep
 * of what was broken off; what is due is read from the database, so that nothing is forgotten over a restart.
 */
import type { Instant } from '../../shared/instant.ts';
import { atTime } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import { applyToEach } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { lockGrants } from './grant-rows.ts';

export interface Deadlines {
  /** Looks at what is due now, and keeps looking from then on. */
  start(): Promise<void>;
  /** A grant wants to be looked at then. */
  note(at: Instant): void;
  stop(): Promise<void>;
}

const PAGE = 100;
const AGAIN_MS = 1000;
const SWEEP_EVERY_MS = 5000;

export function createDeadlines(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  /** `since`: when the last one that came to its end had begun. */
  sweep: (since: Instant) => Promise<void>,
): Deadlines {
  const { db, clock, log } = deps;
  let next: { readonly at: Instant; readonly undo: () => void } | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let sweptAt = clock.now();

  function plan(at: Instant): void {
    if (stopped || (next !== undefined && next.at <= at)) return;
    next?.undo();
    next = { at, undo: clock.at(at, wake) };
  }

  function wake(): void {
    next = undefined;
    // A deadline that comes while a look is under way may be one that this look has passed already.
    again = running !== undefined;
    running ??= look().finally(() => {
      running = undefined;
      if (again && !stopped) wake();
    });
  }

  async function look(): Promise<void> {
    try {
      while (!stopped && (await lookOnce())) {
        // A full page: there may be more.
      }
      const sweepAt = clock.now();
      if (!stopped) await sweep(sweptAt);
      sweptAt = sweepAt;
      const row = await db
        .selectFrom('grants')
        .select('look_at')
        .where('look_at', 'is not', null)
        .orderBy('look_at')
        .limit(1)
        .executeTakeFirst();
      const now = clock.now();
      const nextAt = Math.min(row?.look_at ?? Infinity, now + SWEEP_EVERY_MS);
      // Due while this look was under way: no timer for what is past.
      if (nextAt <= now) again = true;
      else plan(nextAt);
    } catch (error) {
      log.error({ err: error }, 'Looking at deadlines failed; trying again');
      plan(clock.now() + AGAIN_MS);
    }
  }

  async function lookOnce(): Promise<boolean> {
    const at = clock.now();
    const due = await db
      .selectFrom('grants')
      .select('id')
      .where('look_at', '<=', atTime(at))
      .orderBy('look_at')
      .limit(PAGE)
      .execute();
    if (due.length === 0) return false;
    const ids = due.map(({ id }) => id);
    const changes = await inTransaction(db, async (tx) =>
      applyToEach(tx, await lockGrants(tx, ids), { event: 'time-passed', at }, { actor: { kind: 'broker' } }),
    );
    await afterCommit(...changes);
    return due.length === PAGE;
  }

  return {
    async start() {
      wake();
      await running;
    },
    note: plan,
    async stop() {
      stopped = true;
      next?.undo();
      await running;
    },
  };
}

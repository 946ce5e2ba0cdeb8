/**
 * Time's part in the life of grants: requests lapse, grants expire. One timer stands for the nearest deadline of all, or for the next sweep
 * of what was broken off; what is due is read from the database, so that nothing is forgotten over a restart.
 */
import type { Instant } from '../../shared/instant.ts';
import { atTime } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import { applyToEach } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';

export interface Deadlines {
  /** Looks at what is due now, and keeps looking from then on. */
  start(): Promise<void>;
  /** A grant wants to be looked at then. */
  note(at: Instant): void;
  stop(): Promise<void>;
}

const PAGE = 500;
const AGAIN_MS = 1000;
const PASSED_OVER_MS = 50;
const SWEEP_EVERY_MS = 5000;

export function createDeadlines(
  deps: Pick<GrantDeps, 'db' | 'clock' | 'log'>,
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
      let moved = false;
      let lookedAt = clock.now();
      while (!stopped) {
        lookedAt = clock.now();
        const { found, changed } = await lookOnce(lookedAt);
        moved ||= changed > 0;
        // A full page: there may be more.
        if (found < PAGE) break;
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
      // Due while this look was under way, or once more by what it has changed: no timer for what is past.
      // Passed over, for somebody is at it: in a moment.
      if (nextAt > now) plan(nextAt);
      else if (moved || nextAt > lookedAt) again = true;
      else plan(now + PASSED_OVER_MS);
    } catch (error) {
      log.error({ err: error }, 'Looking at deadlines failed; trying again');
      plan(clock.now() + AGAIN_MS);
    }
  }

  /** A page of what is due and of what nobody is just changing. */
  async function lookOnce(at: Instant): Promise<{ readonly found: number; readonly changed: number }> {
    const [found, changes] = await inTransaction(db, async (tx) => {
      const due = await tx
        .selectFrom('grants')
        .select('document')
        .where('look_at', '<=', atTime(at))
        .orderBy('look_at')
        .limit(PAGE)
        .forUpdate()
        .skipLocked()
        .execute();
      const grants = due.map(({ document }) => document);
      const event = { event: 'time-passed', at } as const;
      return [due.length, await applyToEach(tx, grants, event, { actor: { kind: 'broker' } })] as const;
    });
    await afterCommit(...changes);
    return { found, changed: changes.length };
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

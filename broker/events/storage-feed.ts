/**
 * The feed over the event table: one cursor per broker, moved on whenever another broker tells of something new, this one has written, or a few
 * seconds have passed. Nothing is lost with a message: what counts is the number of the last event that was seen. A listener that throws
 * harms no other.
 */
import type { Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/feed.ts';
import type { Log } from '../ports/log.ts';
import type { Nudges } from '../ports/nudges.ts';
import type { Database } from '../storage/database.ts';
import { concerns, latestSeq, newsAfter, type News } from './event-rows.ts';

export interface StorageFeed extends Feed {
  stop(): Promise<void>;
}

interface Entry {
  readonly id: string;
  readonly groups: readonly string[];
  readonly listener: () => void;
}

/** Where LISTEN is cut off (by a pooler between us and the server, say) news still come, only later. */
const LOOK_EVERY_MS = 5_000;
const AFTER_TROUBLE_MS = 1_000;
const MOST_KEPT = 1_000;

export async function createStorageFeed(deps: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly nudges: Nudges;
  readonly log: Log;
}): Promise<StorageFeed> {
  const { db, clock, log } = deps;
  const entries = new Set<Entry>();
  let cursor = await latestSeq(db);
  /** The latest, all that came after `keptAfter`: a thousand streams need not ask for the same. */
  let kept: readonly News[] = [];
  let keptAfter = cursor;
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let undoLater = (): void => undefined;
  const unsubscribe = deps.nudges.subscribe((nudge) => {
    if (nudge.kind === 'events') look();
    // SECURITY: broker-stream-ends-with-token
    if (nudge.kind === 'person') tell(({ id }) => id === nudge.personId);
    if (nudge.kind === 'everything') {
      look();
      tell(() => true);
    }
  });
  later(LOOK_EVERY_MS);

  function later(waitMs: number): void {
    undoLater();
    if (!stopped) undoLater = clock.at(clock.now() + waitMs, look);
  }

  function look(): void {
    again = true;
    if (stopped || looking !== undefined) return;
    looking = readOn().then(
      () => finish(LOOK_EVERY_MS),
      (error: unknown) => {
        log.warn({ err: error }, 'The storage did not tell what is new; looking again');
        finish(AFTER_TROUBLE_MS);
      },
    );
  }

  function finish(waitMs: number): void {
    looking = undefined;
    later(waitMs);
  }

  async function readOn(): Promise<void> {
    while (again && !stopped) {
      again = false;
      const news = await newsAfter(db, cursor);
      if (news.length === 0) continue;
      cursor = news.at(-1)?.seq ?? cursor;
      keep(news);
      tell((entry) => news.some((each) => concerns(each, entry)));
      // There may be more.
      again = true;
    }
  }

  function keep(news: readonly News[]): void {
    const all = [...kept, ...news];
    kept = all.slice(-MOST_KEPT);
    keptAfter = all.at(-MOST_KEPT - 1)?.seq ?? keptAfter;
  }

  function tell(whom: (entry: Entry) => boolean): void {
    for (const entry of [...entries]) {
      if (!whom(entry)) continue;
      try {
        entry.listener();
      } catch (error) {
        log.error({ err: error }, 'A listener of the feed threw');
      }
    }
  }

  return {
    look,
    after: (seq, person) =>
      seq < keptAfter ? undefined : kept.filter((each) => each.seq > seq && concerns(each, person)),
    subscribe({ id, groups }, listener) {
      const entry = { id, groups, listener };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    async stop() {
      stopped = true;
      undoLater();
      unsubscribe();
      await looking;
    },
  };
}

/**
 * How little of a week was spent with elevated rights: the picture at the top of History. Pure; overlaps count once.
 */
import type { Instant } from '../../shared/instant.ts';
import type { Receipt } from '../../shared/receipt.ts';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { usedSpan } from '../words/receipt-words.ts';
import { startOfDay } from '../words/times.ts';

const HOUR_MS = 3_600_000;
export const WEEK_MS = 168 * HOUR_MS;

interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Week {
  readonly from: Instant;
  readonly to: Instant;
  readonly stretches: readonly Stretch[];
  readonly elevatedMs: number;
  /** Whole percent of the week without elevated rights, never 100 while there were any. */
  readonly spared: number;
  /** The midnights within. */
  readonly days: readonly Instant[];
}

export function summariseWeek(
  history: readonly Receipt[],
  live: readonly LiveGrant[],
  seenAt: Instant,
): Week {
  const past = history.flatMap((receipt) => usedSpan(receipt) ?? []);
  // A clock that is read in steps may lag behind what has ended since.
  const now = past.reduce((latest, { to }) => Math.max(latest, to), seenAt);
  const from = now - WEEK_MS;
  const running = live.flatMap(({ grant }) =>
    grant.status === 'active' ? [{ from: grant.startedAt, to: now }] : [],
  );
  const stretches = merge(
    [...past, ...running].flatMap((stretch) => {
      const clipped = { from: Math.max(from, stretch.from), to: Math.min(now, stretch.to) };
      return clipped.to > clipped.from ? [clipped] : [];
    }),
  );
  const elevatedMs = stretches.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0);
  const spared = Math.round((1 - elevatedMs / WEEK_MS) * 100);
  return {
    from,
    to: now,
    stretches,
    elevatedMs,
    spared: elevatedMs > 0 ? Math.min(99, spared) : 100,
    days: midnights(from, now),
  };
}

function merge(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && stretch.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) };
    } else merged.push(stretch);
  }
  return merged;
}

/** Each local midnight after `from`, found by date, as days around a clock change have 23 or 25 hours. */
function midnights(from: Instant, to: Instant): readonly Instant[] {
  const days: Instant[] = [];
  let day = startOfDay(startOfDay(from) + 36 * HOUR_MS);
  while (day <= to) {
    days.push(day);
    day = startOfDay(day + 36 * HOUR_MS);
  }
  return days;
}

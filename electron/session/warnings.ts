/**
 * The ladder of warnings before the end of a grant held here: each minute mark still ahead is said once. Custody says how much is left; this module
 * never ends anything.
 */
import type { Clock } from '../ports/clock.ts';
import type { Undo } from '../ports/undo.ts';

export interface Warnings {
  /** Begins to watch a grant, or plans anew where its end has moved; marks behind are never said, marks ahead again are. */
  watch(grantId: string): void;
  forget(grantId: string): void;
  /** After sleep or a set clock: say what is due and plan anew. */
  recheck(): void;
  /** The settings have new marks: those already behind are never said. */
  replan(): void;
}

interface Watched {
  /** In minutes; what is in it was said or was behind from the start. */
  readonly said: Set<number>;
  undo: Undo;
}

export function createWarnings(deps: {
  readonly clock: Clock;
  readonly minutes: () => readonly number[];
  readonly remainingMs: (grantId: string) => number;
  readonly warn: (grantId: string, leftMs: number) => void;
}): Warnings {
  const watched = new Map<string, Watched>();

  function plan(grantId: string, one: Watched): void {
    one.undo();
    one.undo = () => undefined;
    const left = deps.remainingMs(grantId);
    const ahead = deps.minutes().filter((minutes) => !one.said.has(minutes) && minutes * 60_000 < left);
    if (ahead.length === 0) return;
    const waitMs = left - Math.max(...ahead) * 60_000;
    one.undo = deps.clock.at(deps.clock.read().wallAt + waitMs, () => check(grantId, one));
  }

  function check(grantId: string, one: Watched): void {
    if (watched.get(grantId) !== one) return;
    const left = deps.remainingMs(grantId);
    const due = deps.minutes().filter((minutes) => !one.said.has(minutes) && left <= minutes * 60_000);
    for (const minutes of due) one.said.add(minutes);
    // Several are due at once after sleep: one notice says it.
    if (due.length > 0 && left > 0) deps.warn(grantId, left);
    plan(grantId, one);
  }

  function watch(grantId: string): void {
    const one = watched.get(grantId) ?? { said: new Set<number>(), undo: () => undefined };
    watched.set(grantId, one);
    one.said.clear();
    const left = deps.remainingMs(grantId);
    for (const minutes of deps.minutes()) if (left <= minutes * 60_000) one.said.add(minutes);
    plan(grantId, one);
  }

  return {
    watch,
    forget(grantId) {
      watched.get(grantId)?.undo();
      watched.delete(grantId);
    },
    recheck() {
      for (const [grantId, one] of [...watched]) check(grantId, one);
    },
    replan() {
      for (const grantId of [...watched.keys()]) watch(grantId);
    },
  };
}

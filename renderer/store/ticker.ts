/**
 * One tick a second for everything that counts down, on the full second, and only while it is worth it:
 * something is live, somebody listens, and the window is visible. A hidden window costs nothing.
 */
import type { Instant } from '../../shared/instant.ts';
import type { Clock } from '../clock.ts';

export interface Ticker {
  /** The last tick; the same number between two ticks. */
  now(): Instant;
  /** Answers its own undo. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Whether something counts down at all. */
  setLive(live: boolean): void;
  /** Whether anybody can see it. */
  setVisible(visible: boolean): void;
  /** Reads the clock at once, e.g. when a snapshot came. */
  refresh(): void;
}

export function createTicker(clock: Clock): Ticker {
  const listeners = new Set<() => void>();
  let now = clock.now();
  let live = false;
  let visible = true;
  let undo: (() => void) | null = null;

  const refresh = (): void => {
    now = clock.now();
    for (const listener of [...listeners]) listener();
  };
  const schedule = (): void => {
    undo?.();
    undo = null;
    if (!live || !visible || listeners.size === 0) return;
    undo = clock.at(Math.floor(clock.now() / 1000) * 1000 + 1000, () => {
      refresh();
      schedule();
    });
  };

  return {
    now: () => now,
    subscribe: (listener) => {
      listeners.add(listener);
      schedule();
      return () => {
        listeners.delete(listener);
        schedule();
      };
    },
    setLive: (next) => {
      if (next === live) return;
      live = next;
      schedule();
    },
    setVisible: (next) => {
      if (next === visible) return;
      visible = next;
      if (visible) refresh();
      schedule();
    },
    refresh,
  };
}

/**
 * When a credential is over: three witnesses, and the first that says "over" wins. A doubt never lengthens access.
 * Pure: the readings come from a clock port.
 */
import type { Instant } from './instant.ts';

/** One look at the clocks of this computer. */
export interface ClockReading {
  /** The wall clock, which people and NTP may set. */
  readonly wallAt: Instant;
  /** Milliseconds since boot, suspend included; nobody can set it back. */
  readonly bootMs: number;
  /** Names this boot; boot times of two boots cannot be compared. */
  readonly bootId: string;
}

/** How long something may be held, fixed at the moment the request was *sent*, so that delay only shortens. */
export interface Deadline {
  /** The end by the broker's clock. */
  readonly expiresAt: Instant;
  /** Broker's clock minus wall clock, in ms. Never more than the answer's delay wrong. */
  readonly serverOffsetMs: number;
  /** Boot clock reading at which it ends, valid while `bootId` is the same. */
  readonly endsBootMs: number;
  readonly bootId: string;
}

export type Witness = 'wall-clock' | 'boot-clock' | 'clock-set-back';

/** The deadline of a grant started by a request that was sent at `sent`. Seconds as the broker answered them. */
export function makeDeadline(
  sent: ClockReading,
  durationSeconds: number,
  expiresAt: Instant,
  serverNow: Instant,
): Deadline {
  return {
    expiresAt,
    // The broker read its clock after `sent`: taking `sent` as the same moment makes our idea of its clock run ahead, never behind.
    serverOffsetMs: serverNow - sent.wallAt,
    endsBootMs: sent.bootMs + durationSeconds * 1000,
    bootId: sent.bootId,
  };
}

/**
 * Which witness says that it is over, or `null` while none does.
 * `highWaterAt` is the latest wall clock reading this computer has written down: after a reboot a wall clock before it was set back.
 */
export function whatEnds(deadline: Deadline, now: ClockReading, highWaterAt: Instant): Witness | null {
  if (now.wallAt + deadline.serverOffsetMs >= deadline.expiresAt) return 'wall-clock';
  if (now.bootId === deadline.bootId) return now.bootMs >= deadline.endsBootMs ? 'boot-clock' : null;
  return now.wallAt < highWaterAt ? 'clock-set-back' : null;
}

/** Milliseconds until the first witness will say so; 0 when one does already. */
export function remainingMs(deadline: Deadline, now: ClockReading, highWaterAt: Instant): number {
  if (whatEnds(deadline, now, highWaterAt) !== null) return 0;
  const byWall = deadline.expiresAt - (now.wallAt + deadline.serverOffsetMs);
  return now.bootId === deadline.bootId ? Math.min(byWall, deadline.endsBootMs - now.bootMs) : byWall;
}

/** Later by the same length for each witness, so that delay, however long, adds nothing. Not a number above 0: the same deadline. */
export function laterBy(deadline: Deadline, ms: number): Deadline {
  if (!(ms > 0)) return deadline;
  return { ...deadline, expiresAt: deadline.expiresAt + ms, endsBootMs: deadline.endsBootMs + ms };
}

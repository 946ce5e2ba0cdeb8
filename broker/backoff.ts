/** How long to wait before what has failed is tried again: doubling from 1 s to 15 min, spread so that many do not come at once. Pure. */
const FIRST_MS = 1_000;
const LONGEST_MS = 15 * 60_000;

/** `attempts` so far, at least 1; `random` is in [0, 1). */
export function backoffMs(attempts: number, random: number): number {
  const doubled = FIRST_MS * 2 ** Math.min(attempts - 1, 20);
  return Math.min(LONGEST_MS, Math.round(doubled * (1 + random / 4)));
}

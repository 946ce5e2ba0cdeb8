/** How long to wait before what has failed is tried again: from 1 s to 15 min, spread so that many do not come at once. Pure. */
const FIRST_MS = 1_000;
/** Doubling ends here, and the spread comes on top. */
const LONGEST_UNSPREAD_MS = 12 * 60_000;

/** `attempts` so far, at least 1; `random` is in [0, 1). The wait is up to a quarter longer than what doubling gives. */
export function backoffMs(attempts: number, random: number): number {
  const doubled = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_UNSPREAD_MS);
  return Math.round(doubled * (1 + random / 4));
}

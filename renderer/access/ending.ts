/** When an active grant counts as ending soon, and so turns amber. Pure. */
const MINUTE_MS = 60_000;
const SOON_MS = 5 * MINUTE_MS;

/** The last five minutes; of a grant too short for that, its last quarter. */
export function endsSoon(leftMs: number, lengthMs: number): boolean {
  return leftMs <= (lengthMs > 2 * SOON_MS ? SOON_MS : lengthMs / 4);
}

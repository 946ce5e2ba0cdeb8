/** When to try again what the keychain refused: soon at first, then every ten seconds, without end. */

const LONGEST_MS = 10_000;

/** Pause after the `attempts`-th failure (1, 2, …): 1, 2, 4, 8, 10, 10 … seconds. */
export function pauseMs(attempts: number): number {
  return Math.min(1000 * 2 ** Math.min(attempts - 1, 10), LONGEST_MS);
}

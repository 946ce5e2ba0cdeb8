// Waiting for a condition, never for a fixed time: what a test does instead of sleeping.
import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 25;

/** Asks until the answer is neither undefined nor false; gives up with a sentence that names what was awaited. */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  limitMs = 30_000,
): Promise<Exclude<Awaited<T>, undefined | false>> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await probe();
    if (answer !== undefined && answer !== false) {
      // The two excluded values were ruled out on the line above; the compiler does not narrow Awaited<T>.
      return answer as Exclude<Awaited<T>, undefined | false>;
    }
    if (performance.now() - startedAt > limitMs) {
      throw new Error(`Waited ${String(limitMs / 1000)} s in vain for ${what}.`);
    }
    await pause(pollMs);
  }
}

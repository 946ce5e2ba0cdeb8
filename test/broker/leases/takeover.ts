// What is promised of a broker that was killed: the 5 s after which no login is left of it are 3 s for its claims to run out, 1 s until
// somebody looks, and the work itself. The last has no limit that holds on a busy machine; that the look comes in time is shown by a clock that
// stands still, for leases in lease-end and for grants in interrupted. Left is what the killed one has written down.
import { expect } from 'vitest';
import type pg from 'pg';
import type { Issuer } from '../../../broker/ports/issuer.ts';
import { query } from '../test-storage.ts';

const CLAIM_MS = 3_000;
/** Until what is due then is done, on a busy machine. */
export const DONE_WITHIN_MS = 30_000;

/** Nobody keeps anybody from the work longer than a claim lasts: no claim, and no half-made lease that is due later. */
export async function expectShortClaims(storage: pg.ClientConfig): Promise<void> {
  const { rows } = await query(
    storage,
    `select max(until) as latest from (
       select greatest(due_at, claimed_until) as until from lease where state in ('intended', 'revoking') and attempts = 0
       union all select claimed_until from lease
       union all select claimed_until from grant_work) as held`,
  );
  expect(Number(rows[0]?.['latest'] ?? 0)).toBeLessThanOrEqual(Date.now() + CLAIM_MS);
}

/** Ids of leases whose login is at the target and that nobody means to take away. `meant`: ids of those that somebody does. */
export async function findStrays(
  issuer: Issuer,
  meant: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const list = async (): Promise<readonly string[]> => {
    const listed = await issuer.leasesAtTarget();
    if (!listed.ok) throw new Error(listed.error.sentence);
    return listed.value;
  };
  const before = await list();
  const ids = await meant();
  const strays = before.filter((id) => !ids.includes(id));
  if (strays.length === 0) return [];
  // Somebody may have taken them away between the two questions.
  const after = await list();
  return strays.filter((id) => after.includes(id));
}

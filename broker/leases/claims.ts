/**
 * Says, for as long as this process lives, that it is at work on some leases or grants. A claim that is not renewed runs out within seconds, and
 * any broker may take them over; so a killed process holds nothing up. No lock is held and no transaction is open meanwhile.
 */
import { sql, type Kysely } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../storage/database.ts';

const CLAIM_MS = 3_000;
const RENEW_MS = 1_000;
const KEY = { lease: 'id', grant_work: 'grant_id', look_around: 'target_id' } as const;

export interface Claims {
  /** Until when a claim made now holds without renewal. */
  until(): Date;
  /** Renews the claim while the work goes on. */
  during<T>(claim: string, work: () => Promise<T>): Promise<T>;
}

/** `table`: what is worked on; it has the columns `claim` and `claimed_until`. */
export function createClaims(
  { db, clock }: { readonly db: Kysely<Database>; readonly clock: Clock },
  table: keyof typeof KEY,
): Claims {
  const held = new Set<string>();
  let undo: (() => void) | undefined;
  const until = (): Date => new Date(clock.now() + CLAIM_MS);

  function renewLater(): void {
    undo = clock.at(clock.now() + RENEW_MS, () => {
      void renew().finally(() => {
        if (held.size > 0) renewLater();
        else undo = undefined;
      });
    });
  }

  async function renew(): Promise<void> {
    try {
      const key = sql.ref(KEY[table]);
      // Locked in one order, as by all who change several (lock-in-order.ts).
      await sql`
        with mine as materialized (
          select ${key} from ${sql.table(table)} where claim = any(${[...held]}) order by ${key} for update)
        update ${sql.table(table)} set claimed_until = ${until()}
         where ${key} in (select ${key} from mine)`.execute(db);
    } catch {
      // The storage does not answer: the claim runs out, and whoever takes the lease over finds it in a state that is fine.
    }
  }

  return {
    until,
    async during(claim, work) {
      held.add(claim);
      if (undo === undefined) renewLater();
      try {
        return await work();
      } finally {
        held.delete(claim);
        if (held.size === 0) {
          undo?.();
          undo = undefined;
        }
      }
    },
  };
}

/**
 * One broker at a time makes or moves the credentials of a grant, and within it one call at a time. Which one stands in the storage, for as
 * long as it says every second that it is still at it: a killed one holds nothing up for long, and one that was taken for dead writes nothing
 * afterwards.
 */
import { sql, type Kysely } from 'kysely';
import { createClaims } from '../leases/claims.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';
import { createOneAtATime } from './one-at-a-time.ts';

/** First in the transaction that writes the outcome: it throws where another broker has taken the grant over. */
export type Fence = (tx: Tx) => Promise<void>;

export interface GrantWork {
  run<T>(grantId: string, work: (fence: Fence) => Promise<T>): Promise<T>;
  /** Whether this broker or another is at it. */
  isBusy(grantId: string): Promise<boolean>;
  /** Resolves when all that runs or waits here now is done. */
  settled(): Promise<void>;
}

/** Another broker is at work on the grant, or has taken it over. */
export class WorkedOnElsewhereError extends Error {
  override readonly name = 'WorkedOnElsewhereError';
}

const WAIT_MS = 10_000;
const ASK_EVERY_MS = 50;

export function createGrantWork(deps: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly newId: () => string;
}): GrantWork {
  const { db, clock, newId } = deps;
  const here = createOneAtATime();
  const claims = createClaims(deps, 'grant_work');

  async function take(grantId: string): Promise<string> {
    const claim = newId();
    const giveUpAt = clock.now() + WAIT_MS;
    while (!(await tryToTake(grantId, claim))) {
      if (clock.now() >= giveUpAt)
        throw new WorkedOnElsewhereError('Another broker is at work on this grant.');
      await new Promise<void>((resolve) => clock.at(clock.now() + ASK_EVERY_MS, resolve));
    }
    return claim;
  }

  async function tryToTake(grantId: string, claim: string): Promise<boolean> {
    const { rows } = await sql`insert into grant_work (grant_id, claim, claimed_until)
      values (${grantId}, ${claim}, ${claims.until()})
      on conflict (grant_id) do update set claim = excluded.claim, claimed_until = excluded.claimed_until
        where grant_work.claimed_until <= ${new Date(clock.now())}
      returning claim`.execute(db);
    return rows.length > 0;
  }

  async function giveBack(claim: string): Promise<void> {
    try {
      await db.deleteFrom('grant_work').where('claim', '=', claim).execute();
    } catch {
      // The storage does not answer: the claim runs out.
    }
  }

  return {
    run: (grantId, work) =>
      here.run(grantId, async () => {
        const claim = await take(grantId);
        try {
          return await claims.during(claim, () => work((tx) => holdFast(tx, grantId, claim)));
        } finally {
          await giveBack(claim);
        }
      }),

    async isBusy(grantId) {
      if (here.isBusy(grantId)) return true;
      const row = await db
        .selectFrom('grant_work')
        .select('claim')
        .where('grant_id', '=', grantId)
        .where(sql<boolean>`claimed_until > ${new Date(clock.now())}`)
        .executeTakeFirst();
      return row !== undefined;
    },

    settled: () => here.settled(),
  };
}

// SECURITY: broker-grant-one-node
async function holdFast(tx: Tx, grantId: string, claim: string): Promise<void> {
  const row = await tx
    .selectFrom('grant_work')
    .select('claim')
    .where('grant_id', '=', grantId)
    .where('claim', '=', claim)
    .forShare()
    .executeTakeFirst();
  if (row === undefined) throw new WorkedOnElsewhereError('Another broker has taken this grant over.');
}

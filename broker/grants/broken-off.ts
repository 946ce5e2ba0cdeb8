/**
 * What a broker that was killed, or a storage that did not answer, has broken off and what cannot wait: starts that nobody is at any more have
 * failed, and the leases of a grant that has ended end. Looked for every second by every broker. It never touches what somebody is at.
 */
import { inTransaction } from '../storage/transaction.ts';
import { applyEvent } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { lockGrant } from './grant-rows.ts';

/** `true`: this broker, or another on the same storage, is at it. */
export type IsBeingStarted = (grantId: string) => Promise<boolean>;

const LOOK_EVERY_MS = 1_000;

export async function failHalfStarted(
  { db, clock }: GrantDeps,
  afterCommit: AfterCommit,
  why: { note: string; after: string; isBeingStarted: IsBeingStarted },
): Promise<void> {
  const halfStarted = await db.selectFrom('grants').select('id').where('status', '=', 'starting').execute();
  for (const { id } of halfStarted) {
    // SECURITY: broker-grant-one-node
    if (await why.isBeingStarted(id)) continue;
    const change = await inTransaction(db, async (tx) => {
      const grant = await lockGrant(tx, id, null);
      // Its start may have come to its end since it was looked for.
      if (grant?.status !== 'starting') return undefined;
      const event = { event: 'mint-failed', at: clock.now(), note: why.note } as const;
      return applyEvent(tx, grant, event, { actor: { kind: 'broker' }, details: { after: why.after } });
    });
    if (change !== undefined) await afterCommit(change);
  }
}

/** Ends of leases that whoever has ended their grant did not live to order. */
async function orderForgottenEnds(deps: GrantDeps): Promise<void> {
  // SECURITY: lease-ends-swept
  const forgotten = await deps.db
    .selectFrom('lease')
    .innerJoin('grants', 'grants.id', 'lease.grant_id')
    .select('grants.id')
    .distinct()
    .where('grants.status', '=', 'ended')
    .where('lease.due_at', 'is not', null)
    .where('lease.state', 'in', ['intended', 'active'])
    .execute();
  if (forgotten.length === 0) return;
  const grantIds = forgotten.map(({ id }) => id);
  deps.log.warn(
    { grantIds: grantIds.slice(0, 20), grants: grantIds.length },
    'Grants have ended and their leases had not: ordering their end',
  );
  await deps.leaseKeeper.endGrants(grantIds);
}

/** Answers its end. */
export function watchBrokenOff(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  isBeingStarted: IsBeingStarted,
): () => Promise<void> {
  const { clock, log } = deps;
  const note =
    'The broker, or its storage, broke off while the access was being made. It was taken back; ask again.';
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  let undo = plan();

  async function look(): Promise<void> {
    await failHalfStarted(deps, afterCommit, { note, after: 'trouble', isBeingStarted });
    await orderForgottenEnds(deps);
  }

  function plan(): () => void {
    return clock.at(clock.now() + LOOK_EVERY_MS, () => {
      looking = look()
        .catch((error: unknown) =>
          log.warn({ err: error }, 'Looking for what was broken off failed; trying again'),
        )
        .then(() => {
          if (!stopped) undo = plan();
        });
    });
  }

  return async () => {
    stopped = true;
    undo();
    await looking;
  };
}

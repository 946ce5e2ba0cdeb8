/**
 * After a start of the broker: grants that a crash left `starting` have failed, and every grant that has ended orders its leases' end
 * once more. All of it may be done twice.
 */
import { sql } from 'kysely';
import { inTransaction } from '../storage/transaction.ts';
import { applyEvent } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { lockGrant } from './grant-rows.ts';

export async function recoverGrants(deps: GrantDeps, afterCommit: AfterCommit): Promise<void> {
  const { db, clock, leaseKeeper } = deps;
  const halfStarted = await db.selectFrom('grants').select('id').where('status', '=', 'starting').execute();
  for (const { id } of halfStarted) {
    const change = await inTransaction(db, async (tx) => {
      const grant = await lockGrant(tx, id, null);
      if (grant === undefined) return undefined;
      const note = 'The broker stopped while the access was being made. Nothing was issued; ask again.';
      const event = { event: 'mint-failed', at: clock.now(), note } as const;
      return applyEvent(tx, grant, event, { actor: { kind: 'broker' }, details: { after: 'restart' } });
    });
    if (change !== undefined) await afterCommit(change);
  }
  for (const id of await withOpenLeases(deps)) {
    await leaseKeeper.endGrant(id);
    for (const lease of await leaseKeeper.leasesOf(id)) await followLease(deps, { grantId: id, lease });
  }
}

/** Ended grants whose document still tells of a lease that is not revoked. */
async function withOpenLeases({ db }: GrantDeps): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('grants')
    .select('id')
    .where('status', '=', 'ended')
    .where(sql<boolean>`document->'leases' @? '$[*] ? (@.state.state != "revoked")'`)
    .execute();
  return rows.map((row) => row.id);
}

/** Writes into the grant what became of one of its leases. */
export async function followLease(
  { db, clock, feed }: GrantDeps,
  { grantId, lease }: Parameters<Parameters<GrantDeps['leaseKeeper']['onChange']>[0]>[0],
): Promise<void> {
  const changed = await inTransaction(db, async (tx) => {
    const grant = await lockGrant(tx, grantId, null);
    if (grant === undefined || (grant.status !== 'active' && grant.status !== 'ended')) return undefined;
    const known = grant.leases.find(({ id }) => id === lease.id);
    if (known === undefined || JSON.stringify(known.state) === JSON.stringify(lease.state)) return undefined;
    const event = { event: 'lease-changed', at: clock.now(), leaseId: lease.id, state: lease.state } as const;
    const { state } = lease;
    const details = { lease: lease.id, account: lease.account, ...state };
    return applyEvent(tx, grant, event, { actor: { kind: 'broker' }, details });
  });
  if (changed !== undefined) feed.publish(changed.grant.person.id);
}

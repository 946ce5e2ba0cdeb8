/**
 * Keeps leases: mints all or none, and sees to it that each is gone at its end, whether or not anybody asks, however often the broker is
 * killed. The database is the authority; this process only carries out what stands there.
 */
import type { Lease } from '../../shared/grant.ts';
import type { LeaseChange, LeaseKeeper } from '../ports/lease-keeper.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { createClaims } from './claims.ts';
import { closeLease } from './close-lease.ts';
import { toChanges, type LeaseKeeperDeps, type LeaseParts } from './lease-deps.ts';
import { toLease, type LeaseRow } from './lease-row.ts';
import { extendAll } from './extend-all.ts';
import { createLookAroundLoop } from './look-around-loop.ts';
import { mintAll } from './mint-all.ts';
import { orderEndOfGrants, orderEndOfLive } from './order-end.ts';
import { createRevocationLoop } from './revocation-loop.ts';

export function createLeaseKeeper(deps: LeaseKeeperDeps): LeaseKeeper {
  const { db, clock } = deps;
  const listeners = new Set<(changes: readonly LeaseChange[]) => void>();
  const parts: LeaseParts = {
    ...deps,
    moved: deps.moved ?? (() => Promise.resolve()),
    claims: createClaims(deps, 'lease'),
    tally: { revoked: 0, failed: 0 },
    kick: () => loop.kick(),
    tell(rows) {
      const changes = toChanges(rows);
      if (changes.length > 0) for (const listener of listeners) listener(changes);
    },
  };
  const loop = createRevocationLoop(parts);
  const lookAround = createLookAroundLoop(parts);

  async function end(order: (tx: Tx) => Promise<readonly LeaseRow[]>): Promise<void> {
    const rows = await inTransaction(db, order);
    parts.tell(rows);
    if (rows.length > 0) loop.kick();
  }

  return {
    mintAll: (order) => mintAll(parts, order),

    extendAll: (order) => extendAll(parts, order),

    endGrant: (grantId, first) =>
      end(async (tx) => {
        await first?.(tx);
        return orderEndOfGrants(tx, clock.now(), [grantId]);
      }),

    async endGrants(grantIds) {
      if (grantIds.length > 0) await end((tx) => orderEndOfGrants(tx, clock.now(), grantIds));
    },

    endLeases: (ids) => end((tx) => orderEndOfLive(tx, clock.now(), ids)),

    close: (order) => closeLease(parts, order),

    tally: () => ({ ...parts.tally }),

    async leasesOf(grantId): Promise<readonly Lease[]> {
      const rows = await db
        .selectFrom('lease')
        .selectAll()
        .where('grant_id', '=', grantId)
        .orderBy('id')
        .execute();
      return rows.flatMap((row) => toLease(row) ?? []);
    },

    async leasesOfAll(grantIds) {
      if (grantIds.length === 0) return [];
      const rows = await db
        .selectFrom('lease')
        .selectAll()
        .where('grant_id', 'in', grantIds)
        .orderBy('id')
        .execute();
      return toChanges(rows);
    },

    kick: () => loop.kick(),

    start() {
      loop.start();
      lookAround.start();
      return Promise.resolve();
    },

    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    async stop() {
      await lookAround.stop();
      await loop.stop();
    },
  };
}

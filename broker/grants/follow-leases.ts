/**
 * Writes into grants what becomes of their leases: many in one transaction, one transaction after the other, and of each lease the latest only.
 * So the end of ten thousand at once takes one connection to the storage, and the others stay free. What fails is done again by the sweep.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { step } from '../../shared/lifecycle.ts';
import type { Feed } from '../ports/feed.ts';
import type { LeaseChange } from '../ports/lease-keeper.ts';
import { inTransaction } from '../storage/transaction.ts';
import { writeFollowed } from './change.ts';
import type { GrantDeps } from './grant-deps.ts';
import { lockGrants } from './grant-rows.ts';

type FollowDeps = Pick<GrantDeps, 'db' | 'clock' | 'log'> & { readonly feed: Pick<Feed, 'look'> };

const AT_ONCE = 1000;

export interface LeaseFollower {
  note(changes: readonly LeaseChange[]): void;
  /** Resolves when all that was noted is written, or has failed. */
  settled(): Promise<void>;
}

export function createLeaseFollower(deps: FollowDeps): LeaseFollower {
  const waiting = new Map<string, LeaseChange>();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting.values()].slice(0, AT_ONCE);
      for (const { lease } of batch) waiting.delete(lease.id);
      try {
        await followLeases(deps, batch);
      } catch (error) {
        deps.log.error(
          { err: error, leases: batch.length },
          'Following leases failed; the sweep does it again',
        );
      }
    }
    running = undefined;
  }

  return {
    note(changes) {
      // A run with nothing to do would be over before it is remembered as one.
      if (changes.length === 0) return;
      for (const change of changes) waiting.set(change.lease.id, change);
      running ??= run();
    },
    settled: () => running ?? Promise.resolve(),
  };
}

export async function followLeases(
  deps: Omit<FollowDeps, 'log'>,
  changes: readonly LeaseChange[],
): Promise<void> {
  const byGrant = Map.groupBy(changes, ({ grantId }) => grantId);
  const written = await inTransaction(deps.db, async (tx) => {
    const at = deps.clock.now();
    const changed = (await lockGrants(tx, [...byGrant.keys()])).flatMap((before) => {
      const grant = follow(before, byGrant.get(before.id) ?? [], at);
      return grant === before ? [] : [{ before, grant }];
    });
    await writeFollowed(tx, changed, at);
    return changed.length;
  });
  if (written > 0) deps.feed.look();
}

/** The same grant where it tells of them already, or has none. */
function follow(before: Grant, changes: readonly LeaseChange[], at: Instant): Grant {
  let grant = before;
  for (const { lease } of changes) {
    if (grant.status !== 'active' && grant.status !== 'ended') return grant;
    const known = grant.leases.find(({ id }) => id === lease.id);
    if (known === undefined || JSON.stringify(known.state) === JSON.stringify(lease.state)) continue;
    [grant] = step(grant, { event: 'lease-changed', at, leaseId: lease.id, state: lease.state });
  }
  return grant;
}

/**
 * Moves the end of an active grant: first the credentials at the targets, then the grant itself. Where anything fails the old end still
 * holds, and nothing is cut in between. Called for one grant at a time.
 */
import type { Grant, Lease } from '../../shared/grant.ts';
import type { GrantEvent } from '../../shared/grant-event.ts';
import type { Instant } from '../../shared/instant.ts';
import type { ExtendOutcome } from '../ports/lease-keeper.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { applyEvent, type Cause, type Change } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { lockGrant } from './grant-rows.ts';
import { granted, refused, type Answer } from './refusal.ts';

export interface MoveOrder {
  readonly grantId: string;
  readonly expiresAt: Instant;
  readonly cause: Cause;
  /** What happens to the grant before its end is moved, in the same transaction. */
  readonly before?: ((tx: Tx) => Promise<GrantEvent>) | undefined;
}

export async function moveEnd(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  order: MoveOrder,
): Promise<Answer<Grant>> {
  const { grantId, expiresAt } = order;
  const outcome = await moveAtTargets(deps, grantId, expiresAt);
  if (!outcome.ok) return refused('mint-failed', `${outcome.sentence} The end stays what it was.`);
  const changes = await inTransaction(deps.db, (tx) => write(deps, tx, order, outcome.leases));
  for (const change of changes) await afterCommit(change);
  const last = changes.at(-1);
  return last?.grant.status === 'active' && last.grant.expiresAt === expiresAt
    ? granted(last.grant)
    : refused('wrong-status', 'The grant ended while it was being extended.');
}

async function moveAtTargets(
  { leaseKeeper, log }: GrantDeps,
  grantId: string,
  expiresAt: Instant,
): Promise<ExtendOutcome> {
  try {
    return await leaseKeeper.extendAll({ grantId, expiresAt });
  } catch (error) {
    log.error({ err: error, grantId }, 'Extending threw');
    return { ok: false, sentence: 'Something went wrong while the access was being extended.' };
  }
}

async function write(
  deps: GrantDeps,
  tx: Tx,
  order: MoveOrder,
  leases: readonly Lease[],
): Promise<readonly Change[]> {
  const at = deps.clock.now();
  const grant = await lockGrant(tx, order.grantId, null);
  if (grant === undefined) return [];
  const over = await applyEvent(tx, grant, { event: 'time-passed', at }, { actor: { kind: 'broker' } });
  if (over !== undefined) return [over];
  const first =
    order.before === undefined ? undefined : await applyEvent(tx, grant, await order.before(tx), order.cause);
  const extended = { event: 'extended', at, expiresAt: order.expiresAt, leases } as const;
  const moved = await applyEvent(tx, first?.grant ?? grant, extended, order.cause);
  return [first, moved].filter((change) => change !== undefined);
}

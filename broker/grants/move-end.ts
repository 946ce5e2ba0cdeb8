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
import { findAnyGrant, lockGrant } from './grant-rows.ts';
import type { Fence } from './grant-work.ts';
import { granted, refused, type Answer } from './refusal.ts';

export interface MoveOrder {
  readonly grantId: string;
  readonly expiresAt: Instant;
  readonly cause: Cause;
  readonly fence: Fence;
  /** What happens to the grant before its end is moved, in the same transaction; or why it is not moved. */
  readonly before?: ((tx: Tx) => Promise<Answer<GrantEvent>>) | undefined;
}

interface Written {
  readonly changes: readonly Change[];
  readonly answer: Answer<Grant>;
}

const ENDED = refused('wrong-status', 'The grant ended while it was being extended.');
const TOO_LATE = refused(
  'wrong-status',
  'The time for it was over before the targets had agreed. The end stays what it was.',
);

export async function moveEnd(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  order: MoveOrder,
): Promise<Answer<Grant>> {
  const { grantId, expiresAt } = order;
  const outcome = await moveAtTargets(deps, grantId, expiresAt);
  if (!outcome.ok) return refused('mint-failed', `${outcome.sentence} The end stays what it was.`);
  let written: Written;
  try {
    written = await inTransaction(deps.db, (tx) => write(deps, tx, order, outcome.leases));
  } catch (error) {
    await putBack(deps, order);
    throw error;
  }
  await afterCommit(...written.changes);
  if (!written.answer.ok) await putBack(deps, order);
  return written.answer;
}

/** What the targets and the leases have moved already goes back to the end that the grant has. */
async function putBack(
  { db, leaseKeeper, log }: GrantDeps,
  { grantId, expiresAt }: MoveOrder,
): Promise<void> {
  try {
    // It says what was committed, also where the commit's answer was lost.
    const grant = await findAnyGrant(db, grantId);
    if (grant?.status !== 'active' || grant.expiresAt === expiresAt) return;
    const back = await leaseKeeper.extendAll({ grantId, expiresAt: grant.expiresAt });
    if (!back.ok) log.warn({ grantId }, `The old end was not put back: ${back.sentence}`);
  } catch (error) {
    // The grant ends when it says so, and its leases with it.
    log.error({ err: error, grantId }, 'Putting the old end back threw');
  }
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

async function write(deps: GrantDeps, tx: Tx, order: MoveOrder, leases: readonly Lease[]): Promise<Written> {
  await order.fence(tx);
  const at = deps.clock.now();
  const grant = await lockGrant(tx, order.grantId, null);
  if (grant === undefined) return { changes: [], answer: ENDED };
  const over = await applyEvent(tx, grant, { event: 'time-passed', at }, { actor: { kind: 'broker' } });
  const before = over?.grant ?? grant;
  const asked = before.status === 'active' ? await order.before?.(tx) : undefined;
  if (asked?.ok === false) return { changes: [over].filter((change) => change !== undefined), answer: asked };
  const first = asked === undefined ? undefined : await applyEvent(tx, before, asked.value, order.cause);
  const extended = { event: 'extended', at, expiresAt: order.expiresAt, leases } as const;
  const moved = await applyEvent(tx, first?.grant ?? before, extended, order.cause);
  const changes = [over, first, moved].filter((change) => change !== undefined);
  const now = changes.at(-1)?.grant ?? grant;
  if (now.status !== 'active') return { changes, answer: ENDED };
  return { changes, answer: now.expiresAt === order.expiresAt ? granted(now) : TOO_LATE };
}

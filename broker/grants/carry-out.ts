/**
 * Carries out an extension that people have approved: policy is asked once more, the approvals must still hold, then the end is moved. What a
 * target refuses is tried again by the sweep until its `reviewBy`; what policy refuses is over.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Person } from '../../shared/person.ts';
import { pendingExtension, shortest, stillNeeded } from '../../shared/reviewing.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { applyEvent, type Cause, type Change } from './change.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { findAnyGrant, lockAsked } from './grant-rows.ts';
import { moveEnd } from './move-end.ts';
import type { Fence, GrantWork } from './grant-work.ts';
import { askPolicyToExtend, knowsReviewers, presentReviewers, type Reviewers } from './permission.ts';
import { refused, type Answer, type Refusal } from './refusal.ts';

const BY_BROKER: Cause = { actor: { kind: 'broker' } };

/** `undefined`: nothing is approved and waits for being carried out. */
export type CarryOut = (grantId: string) => Promise<Answer<Grant> | undefined>;

export function createCarryOut(deps: GrantDeps, afterCommit: AfterCommit, starts: GrantWork): CarryOut {
  return (grantId) => starts.run(grantId, (fence) => carryOut(grantId, fence));

  async function carryOut(grantId: string, fence: Fence): Promise<Answer<Grant> | undefined> {
    const known = await findAnyGrant(deps.db, grantId);
    if (known === undefined) return undefined;
    const person = await deps.identity.personOf(known.person.id);
    const reviewers = await presentReviewers(deps, known);
    const ready = await inTransaction(deps.db, (tx) => prepare(deps, tx, { grantId, person, reviewers }));
    if (ready === undefined) return undefined;
    if (ready === 'look again') return carryOut(grantId, fence);
    if (ready.ok)
      return moveEnd(deps, afterCommit, { grantId, expiresAt: ready.expiresAt, cause: BY_BROKER, fence });
    if (ready.change !== undefined) await afterCommit(ready.change);
    return ready;
  }
}

type Ready =
  | { readonly ok: true; readonly expiresAt: Instant }
  | { readonly ok: false; readonly refusal: Refusal; readonly change: Change | undefined };

async function prepare(
  deps: GrantDeps,
  tx: Tx,
  who: { grantId: string; person: Person | undefined; reviewers: Reviewers },
): Promise<Ready | 'look again' | undefined> {
  const at = deps.clock.now();
  const row = await lockAsked(tx, who.grantId);
  const extension = row === undefined ? null : pendingExtension(row.grant);
  const needs = extension?.needs ?? null;
  if (row?.grant.status !== 'active' || extension === null || needs === null) return undefined;
  const { grant, askedDigest } = row;
  // It was reviewed, or policies have changed, since the reviewers were looked for.
  if (!knowsReviewers(deps, who.reviewers, grant)) return 'look again';
  if (stillNeeded(needs, extension.reviews) !== null) return undefined;
  if (at >= extension.reviewBy) return undefined;

  const durationSeconds = shortest(extension.durationSeconds, extension.reviews);
  const asked = { ...extension, durationSeconds };
  const allowed = askPolicyToExtend(deps, { ...who, grant, askedDigest, at, extension: asked });
  if (allowed.ok) return { ok: true, expiresAt: grant.expiresAt + durationSeconds * 1000 };
  const { sentence } = allowed;
  const details = { sentence };
  const change = await applyEvent(tx, grant, { event: 'extension-refused', at }, { ...BY_BROKER, details });
  return { ...refused('policy-refused', sentence), change };
}

/**
 * One change of a grant: the lifecycle decides, and grant, audit entry and event are written in one transaction. Nothing outside the
 * database happens here; effects are handed back for after the commit.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Effect, GrantEvent } from '../../shared/grant-event.ts';
import { step } from '../../shared/lifecycle.ts';
import { appendAudit } from '../audit/append.ts';
import type { Actor, Json } from '../audit/entry.ts';
import { appendEvent } from '../events/event-rows.ts';
import type { Tx } from '../storage/transaction.ts';
import { insertGrant, updateGrant } from './grant-rows.ts';

export interface Change {
  readonly grant: Grant;
  readonly effects: readonly Effect[];
}

export interface Cause {
  readonly actor: Actor;
  /** What goes into the audit beside the grant's own facts. */
  readonly details?: { readonly [key: string]: Json | undefined };
}

/** `undefined` when the event does not fit the grant's status: nothing was written. */
export async function applyEvent(
  tx: Tx,
  before: Grant,
  event: GrantEvent,
  cause: Cause,
): Promise<Change | undefined> {
  const [grant, effects] = step(before, event);
  if (grant === before) return undefined;
  await updateGrant(tx, grant);
  await recordChange(tx, grant, `grant-${event.event}`, event.at, cause);
  return { grant, effects };
}

export async function writeNewGrant(tx: Tx, grant: Grant, cause: Cause): Promise<void> {
  await insertGrant(tx, grant);
  const { profileId, durationSeconds, reason, ticket } = grant;
  const details = { ...cause.details, profileId, durationSeconds, reason, ticket };
  await recordChange(tx, grant, 'grant-requested', grant.requestedAt, { ...cause, details });
}

/** What has been written down elsewhere already (a lease, with its own audit entry) is only followed: document and event. */
export async function writeFollowed(tx: Tx, before: Grant, event: GrantEvent): Promise<Grant | undefined> {
  const [grant] = step(before, event);
  if (grant === before) return undefined;
  await updateGrant(tx, grant);
  await appendEvent(tx, { kind: 'grant', personId: grant.person.id, grantId: grant.id, at: event.at });
  return grant;
}

async function recordChange(tx: Tx, grant: Grant, action: string, at: number, cause: Cause): Promise<void> {
  await appendAudit(tx, {
    at,
    actor: cause.actor,
    action,
    subject: grant.id,
    details: {
      status: grant.status,
      person: grant.person.id,
      profileId: grant.profileId,
      ...(grant.status === 'active' ? { expiresAt: grant.expiresAt, device: grant.heldBy.deviceId } : {}),
      ...(grant.status === 'ended' ? { why: grant.why, note: grant.note } : {}),
      ...cause.details,
    },
  });
  await appendEvent(tx, { kind: 'grant', personId: grant.person.id, grantId: grant.id, at });
}

/**
 * One change of a grant: the lifecycle decides, and grant, audit entry, event and what webhooks are to tell are written in one transaction.
 * Nothing outside the database happens here; effects are handed back for after the commit.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Effect, GrantEvent } from '../../shared/grant-event.ts';
import { step } from '../../shared/lifecycle.ts';
import { appendAudit } from '../audit/append.ts';
import type { Actor, Json } from '../audit/entry.ts';
import { appendEvent } from '../events/event-rows.ts';
import { openAsk } from './asked.ts';
import type { Tx } from '../storage/transaction.ts';
import { announce } from '../webhooks/announce.ts';
import { announceAsked, announceChange } from '../webhooks/grant-announcements.ts';
import { insertGrant, updateGrant } from './grant-rows.ts';

export interface Change {
  readonly grant: Grant;
  /** In whose inbox it is. */
  readonly group: string | null;
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
  const { group, second } = await updateGrant(tx, grant, event.at);
  await announce(tx, ...announceChange(before, grant, event));
  await recordChange(tx, grant, `grant-${event.event}`, event.at, cause);
  await appendEvents(tx, grant, [group, second], event.at);
  const former = openAsk(before)?.needs.group ?? null;
  if (former !== null && former !== group) {
    await appendEvent(tx, { kind: 'inbox', group: former, at: event.at });
  }
  return { grant, effects, group };
}

/** Answers the group that is asked to review it, if any. */
export async function writeNewGrant(
  tx: Tx,
  grant: Grant,
  askedDigest: string,
  cause: Cause,
): Promise<string | null> {
  const group = await insertGrant(tx, grant, askedDigest);
  const { profileId, durationSeconds, reason, ticket } = grant;
  const details = { ...cause.details, profileId, durationSeconds, reason, ticket };
  await announce(tx, ...announceAsked(grant));
  await recordChange(tx, grant, 'grant-requested', grant.requestedAt, { ...cause, details });
  await appendEvents(tx, grant, [group], grant.requestedAt);
  return group;
}

/** What has been written down elsewhere already (a lease, with its own audit entry) is only followed: document and event. */
export async function writeFollowed(tx: Tx, before: Grant, event: GrantEvent): Promise<Change | undefined> {
  const [grant, effects] = step(before, event);
  if (grant === before) return undefined;
  const { group, second } = await updateGrant(tx, grant, event.at);
  await appendEvents(tx, grant, [group, second], event.at);
  return { grant, effects, group };
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
      ...('afterwards' in grant && grant.afterwards ? { afterwards: grant.afterwards.outcome } : {}),
      ...cause.details,
    },
  });
}

/** For the person whose grant it is, and for those who review it. */
async function appendEvents(
  tx: Tx,
  grant: Grant,
  groups: readonly (string | null)[],
  at: number,
): Promise<void> {
  await appendEvent(tx, { kind: 'grant', personId: grant.person.id, grantId: grant.id, at });
  for (const group of groups) if (group !== null) await appendEvent(tx, { kind: 'inbox', group, at });
}

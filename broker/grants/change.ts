/**
 * A change of a grant, or of many: the lifecycle decides, and grant, audit entry, event and what webhooks are to tell are written in one transaction.
 * Nothing outside the database happens here; effects are handed back for after the commit.
 */
import type { Grant } from '../../shared/grant.ts';
import type { Effect, GrantEvent } from '../../shared/grant-event.ts';
import { step } from '../../shared/lifecycle.ts';
import type { Instant } from '../../shared/instant.ts';
import { appendAudit, appendAudits } from '../audit/append.ts';
import type { Actor, AuditFact, Json } from '../audit/entry.ts';
import { appendEvents, type NewEvent } from '../events/event-rows.ts';
import { openAsk } from './asked.ts';
import type { Tx } from '../storage/transaction.ts';
import { announce } from '../webhooks/announce.ts';
import { announceAsked, announceChange } from '../webhooks/grant-announcements.ts';
import { insertGrant, updateGrants } from './grant-rows.ts';

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
  return (await applyToEach(tx, [before], event, cause))[0];
}

/** The same to many, in few statements. Answers those that it fits, in their order. */
export async function applyToEach(
  tx: Tx,
  befores: readonly Grant[],
  event: GrantEvent,
  cause: Cause,
): Promise<readonly Change[]> {
  const changed = befores.flatMap((before) => {
    const [grant, effects] = step(before, event);
    return grant === before ? [] : [{ before, grant, effects }];
  });
  const { at } = event;
  const changes = await writeChanged(tx, changed, at);
  await announce(tx, ...changed.flatMap(({ before, grant }) => announceChange(before, grant, event)));
  await appendAudits(
    tx,
    changed.map(({ grant }) => toFact(grant, `grant-${event.event}`, at, cause)),
  );
  await appendEvents(tx, toNews(changes, changed, at));
  return changes;
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
  const at = grant.requestedAt;
  await appendAudit(tx, toFact(grant, 'grant-requested', at, { ...cause, details }));
  await appendEvents(tx, [toEvent(grant, at), ...(group === null ? [] : [toInbox(group, at)])]);
  return group;
}

/** What has been written down elsewhere already (a lease, with its own audit entry) is only followed: document and event. */
export async function writeFollowed(
  tx: Tx,
  changed: readonly { readonly before: Grant; readonly grant: Grant }[],
  at: Instant,
): Promise<void> {
  const changes = await writeChanged(
    tx,
    changed.map((each) => ({ ...each, effects: [] })),
    at,
  );
  await appendEvents(tx, toNews(changes, changed, at));
}

interface WrittenChange extends Change {
  /** In these inboxes it is shown. */
  readonly shownTo: readonly string[];
}

async function writeChanged(
  tx: Tx,
  changed: readonly { readonly grant: Grant; readonly effects: readonly Effect[] }[],
  at: Instant,
): Promise<readonly WrittenChange[]> {
  const grants = changed.map(({ grant }) => grant);
  const asked = await updateGrants(tx, grants, at);
  return changed.map(({ grant, effects }) => {
    const { group = null, second = null } = asked.get(grant.id) ?? {};
    return { grant, effects, group, shownTo: [group, second].filter((each) => each !== null) };
  });
}

function toFact(grant: Grant, action: string, at: Instant, cause: Cause): AuditFact {
  return {
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
  };
}

/** For the people whose grants they are, and once for each group that reviews one of them, or did until now. */
function toNews(
  changes: readonly WrittenChange[],
  changed: readonly { readonly before: Grant }[],
  at: Instant,
): readonly NewEvent[] {
  const former = changed.flatMap(({ before }) => openAsk(before)?.needs.group ?? []);
  const groups = new Set([...changes.flatMap(({ shownTo }) => shownTo), ...former]);
  return [
    ...changes.map(({ grant }) => toEvent(grant, at)),
    ...[...groups].map((group) => toInbox(group, at)),
  ];
}

function toEvent(grant: Grant, at: Instant): NewEvent {
  return { kind: 'grant', personId: grant.person.id, grantId: grant.id, at };
}

function toInbox(group: string, at: Instant): NewEvent {
  return { kind: 'inbox', group, at };
}

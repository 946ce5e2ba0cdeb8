/**
 * The part of the tray menu about grants: active ones with their credentials, approved ones, requests that wait.
 */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import { extensionOffer } from '../../shared/extension-offer.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Copyable, HeldCredential, LiveGrant, Snapshot } from '../../shared/snapshot.ts';
import { forMenu } from '../hardening/plain-words.ts';
import { item, type MenuEntry } from './menu-entry.ts';
import { heldGrants, type HeldGrant } from './tray-state.ts';

const LONGEST_NAME = 48;
const LONGEST_TARGET = 24;
const MINUTE_MS = 60_000;

const COPY_WORDS: Readonly<Record<Copyable, string>> = {
  password: 'Copy password',
  url: 'Copy URL',
  psql: 'Copy psql command',
};

export function activeEntries(snapshot: Snapshot, now: Instant, isOnline: boolean): readonly MenuEntry[] {
  const held = heldGrants(snapshot, now).map((one) =>
    heldEntry(one, extendEntries(one.live, snapshot, isOnline)),
  );
  const elsewhere = snapshot.live.flatMap((live) =>
    live.grant.status === 'active' && !live.heldHere ? [elsewhereEntry(live)] : [],
  );
  return section('Active', [...held, ...elsewhere]);
}

export function approvedEntries(snapshot: Snapshot, isOnline: boolean): readonly MenuEntry[] {
  const entries = snapshot.live.flatMap((live) => {
    const { grant } = live;
    if (grant.status !== 'approved') return [];
    const words = `Start ${name(live)} · ${describeDuration(grant.grantedSeconds)}`;
    return [item(words, { order: 'grant:start', grantId: grant.id }, live.busy === null && isOnline)];
  });
  return section('Approved', entries);
}

export function waitingEntries(snapshot: Snapshot, isOnline: boolean): readonly MenuEntry[] {
  const entries = snapshot.live.flatMap((live): readonly MenuEntry[] => {
    const { grant } = live;
    if (grant.status === 'starting') return [{ kind: 'heading', label: `${name(live)} · starting…` }];
    if (grant.status !== 'pending') return [];
    const withdraw = item(
      live.busy === 'withdrawing' ? 'Withdrawing…' : 'Withdraw',
      { order: 'grant:withdraw', grantId: grant.id },
      live.busy === null && isOnline,
    );
    return [{ kind: 'submenu', label: `${name(live)} · waiting for review`, entries: [withdraw] }];
  });
  return section('Waiting', entries);
}

/** What waits for this person's review. It is read in the window and decided there. */
export function approvalEntries(snapshot: Snapshot): readonly MenuEntry[] {
  const { waiting } = snapshot.inbox;
  if (waiting.length === 0) return [];
  const only = waiting.length === 1 ? (waiting[0]?.grant.id ?? null) : null;
  const place = { place: 'approvals', grantId: only } as const;
  return [item(`Approvals (${String(waiting.length)})…`, { order: 'show', place })];
}

function heldEntry({ live, leftMs }: HeldGrant, extend: readonly MenuEntry[]): MenuEntry {
  // A menu that changed each second would be rebuilt under the pointer; the last minute is one step.
  const left = leftMs < MINUTE_MS ? 'under 1 min' : describeRemaining(leftMs);
  const copies = live.credentials.flatMap((credential) =>
    copyEntries(credential, live.credentials.length > 1),
  );
  return {
    kind: 'submenu',
    label: `${name(live)} · ${left}`,
    entries: [
      ...copies,
      ...(copies.length > 0 ? [{ kind: 'separator' } as const] : []),
      ...extend,
      releaseEntry(live),
    ],
  };
}

function extendEntries(live: LiveGrant, snapshot: Snapshot, isOnline: boolean): readonly MenuEntry[] {
  const { grant } = live;
  const row = snapshot.profiles.offers?.find(({ profile }) => profile.id === grant.profileId);
  const offer = extensionOffer(grant, row);
  switch (offer.kind) {
    case 'none':
      return [];
    case 'waits':
      return [{ kind: 'heading', label: 'Extension waits for review' }];
    case 'open': {
      const { durationSeconds } = offer;
      const asks = offer.asksForReview ? ' · asks for review' : '';
      if (offer.reasonRequired)
        return [item(`Extend…${asks}`, { order: 'show', place: { place: 'access' } })];
      const words =
        live.busy === 'extending' ? 'Extending…' : `Extend by ${describeDuration(durationSeconds)}${asks}`;
      const order = { order: 'grant:extend', grantId: grant.id, durationSeconds } as const;
      return [item(words, order, live.busy === null && isOnline)];
    }
  }
}

function elsewhereEntry(live: LiveGrant): MenuEntry {
  return {
    kind: 'submenu',
    label: `${name(live)} · held by your other computer`,
    entries: [releaseEntry(live)],
  };
}

function copyEntries(credential: HeldCredential, isOneOfMany: boolean): readonly MenuEntry[] {
  if (credential.custody.custody !== 'held') return [];
  const where = isOneOfMany ? ` · ${forMenu(credential.targetName, LONGEST_TARGET)}` : '';
  return credential.copyables.map((what) =>
    item(`${COPY_WORDS[what]}${where}`, { order: 'credential:copy', leaseId: credential.leaseId, what }),
  );
}

function releaseEntry(live: LiveGrant): MenuEntry {
  const words = live.busy === 'releasing' ? 'Releasing…' : 'Release';
  // Never disabled offline: the wipe here needs no broker.
  return item(words, { order: 'grant:release', grantId: live.grant.id }, live.busy === null);
}

function name(live: LiveGrant): string {
  return forMenu(live.grant.profileName, LONGEST_NAME);
}

function section(heading: string, entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.length === 0 ? [] : [{ kind: 'heading', label: heading }, ...entries];
}

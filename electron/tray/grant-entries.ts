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
import { words } from '../words.ts';

const LONGEST_NAME = 48;
const LONGEST_TARGET = 24;
const MINUTE_MS = 60_000;

const copyWords = (): Readonly<Record<Copyable, string>> => ({
  password: words.tray.copyPassword,
  url: words.tray.copyUrl,
  psql: words.tray.copyPsql,
  ssh: words.tray.copySsh,
});

export function activeEntries(snapshot: Snapshot, now: Instant, isOnline: boolean): readonly MenuEntry[] {
  const held = heldGrants(snapshot, now).map((one) =>
    heldEntry(one, extendEntries(one.live, snapshot, isOnline)),
  );
  const elsewhere = snapshot.live.flatMap((live) =>
    live.grant.status === 'active' && !live.heldHere ? [elsewhereEntry(live)] : [],
  );
  return section(words.tray.active, [...held, ...elsewhere]);
}

export function approvedEntries(snapshot: Snapshot, isOnline: boolean): readonly MenuEntry[] {
  const entries = snapshot.live.flatMap((live) => {
    const { grant } = live;
    if (grant.status !== 'approved') return [];
    const label = words.tray.start({ profile: name(live), length: describeDuration(grant.grantedSeconds) });
    return [item(label, { order: 'grant:start', grantId: grant.id }, live.busy === null && isOnline)];
  });
  return section(words.tray.approved, entries);
}

export function waitingEntries(snapshot: Snapshot, isOnline: boolean): readonly MenuEntry[] {
  const entries = snapshot.live.flatMap((live): readonly MenuEntry[] => {
    const { grant } = live;
    if (grant.status === 'starting')
      return [{ kind: 'heading', label: words.tray.starting({ profile: name(live) }) }];
    if (grant.status !== 'pending') return [];
    const withdraw = item(
      live.busy === 'withdrawing' ? words.tray.withdrawing : words.tray.withdraw,
      { order: 'grant:withdraw', grantId: grant.id },
      live.busy === null && isOnline,
    );
    return [{ kind: 'submenu', label: words.tray.inReview({ profile: name(live) }), entries: [withdraw] }];
  });
  return section(words.tray.waiting, entries);
}

/** What waits for this person's review. It is read in the window and decided there. */
export function approvalEntries(snapshot: Snapshot): readonly MenuEntry[] {
  const { waiting } = snapshot.inbox;
  if (waiting.length === 0) return [];
  const only = waiting.length === 1 ? (waiting[0]?.grant.id ?? null) : null;
  const place = { place: 'approvals', grantId: only } as const;
  return [item(words.tray.approvals({ count: waiting.length }), { order: 'show', place })];
}

function heldEntry({ live, leftMs }: HeldGrant, extend: readonly MenuEntry[]): MenuEntry {
  // A menu that changed each second would be rebuilt under the pointer; the last minute is one step.
  const left = leftMs < MINUTE_MS ? words.tray.underMinute : describeRemaining(leftMs);
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
      return [{ kind: 'heading', label: words.tray.extensionWaits }];
    case 'open': {
      const { durationSeconds } = offer;
      const asks = offer.asksForReview ? words.tray.asksForReview : '';
      if (offer.reasonRequired)
        return [item(`${words.tray.extendForm}${asks}`, { order: 'show', place: { place: 'access' } })];
      const label =
        live.busy === 'extending'
          ? words.tray.extending
          : `${words.tray.extendBy({ length: describeDuration(durationSeconds) })}${asks}`;
      const order = { order: 'grant:extend', grantId: grant.id, durationSeconds } as const;
      return [item(label, order, live.busy === null && isOnline)];
    }
  }
}

function elsewhereEntry(live: LiveGrant): MenuEntry {
  return {
    kind: 'submenu',
    label: words.tray.heldElsewhere({ profile: name(live) }),
    entries: [releaseEntry(live)],
  };
}

function copyEntries(credential: HeldCredential, isOneOfMany: boolean): readonly MenuEntry[] {
  if (credential.custody.custody !== 'held') return [];
  const where = isOneOfMany ? ` · ${forMenu(credential.targetName, LONGEST_TARGET)}` : '';
  return credential.copyables.map((what) =>
    item(`${copyWords()[what]}${where}`, { order: 'credential:copy', leaseId: credential.leaseId, what }),
  );
}

function releaseEntry(live: LiveGrant): MenuEntry {
  const label = live.busy === 'releasing' ? words.tray.releasing : words.tray.release;
  // Never disabled offline: the wipe here needs no broker.
  return item(label, { order: 'grant:release', grantId: live.grant.id }, live.busy === null);
}

function name(live: LiveGrant): string {
  return forMenu(live.grant.profileName, LONGEST_NAME);
}

function section(heading: string, entries: readonly MenuEntry[]): readonly MenuEntry[] {
  return entries.length === 0 ? [] : [{ kind: 'heading', label: heading }, ...entries];
}

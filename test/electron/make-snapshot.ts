// Snapshots for tests of the surfaces: a signed-in engineer with nothing active, and what to change in it.
import type { GrantIn, GrantRequest } from '../../shared/grant.ts';
import { EMPTY_INBOX, type InboxItem } from '../../shared/inbox.ts';
import type { ProfileOffer } from '../../shared/profile.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { HeldCredential, LiveGrant, WholeSnapshot } from '../../shared/snapshot.ts';
import { makeInboxItem } from '../fakes/make-grant.ts';

/** Tests of the real app say when "now" is; pure ones use this. */
export const NOW = Date.parse('2026-03-02T09:00:00Z');
const MINUTE_MS = 60_000;

/** A ULID whose last characters are the number. */
export function makeId(number: number): string {
  return `01JAAAAAAAAAAAAAAAAAAA${String(number).padStart(4, '0')}`;
}

export function makeSnapshot(change: Partial<WholeSnapshot> = {}): WholeSnapshot {
  return {
    revision: 1,
    session: {
      session: 'signed-in',
      brokerUrl: 'http://127.0.0.1:7461',
      person: {
        id: makeId(1),
        issuer: 'stint',
        subject: 'engineer',
        name: 'An engineer',
        groups: ['payments'],
        mayApprove: false,
        isAdmin: false,
      },
      tryingOut: true,
    },
    connection: { connection: 'connected' },
    keychain: { keychain: 'ready', name: 'Secret Service' },
    profiles: {
      revision: 1,
      loading: false,
      offers: [makeOffer('billing-read', 'Read the billing database')],
    },
    favourites: [],
    recents: [],
    live: [],
    historyRevision: 1,
    inbox: EMPTY_INBOX,
    inboxTold: true,
    reviewing: [],
    history: [],
    troubles: [],
    settings: DEFAULT_SETTINGS,
    language: 'en',
    goTo: { place: { place: 'access' }, count: 0 },
    app: { version: '0.1.0', platform: 'linux', home: '/home/engineer/.local/share/stint' },
    ...change,
  };
}

export function makeOffer(
  id: string,
  name: string,
  change: Partial<Extract<ProfileOffer['offer'], { kind: 'open' }>> = {},
): ProfileOffer {
  return {
    profile: { id, name, summary: `${name}, for a while.`, importance: 'low', entitlements: [] },
    offer: {
      kind: 'open',
      durationsSeconds: [900, 1800, 3600],
      longestSeconds: 3600,
      ceilingReason: 'Low importance.',
      review: null,
      reasonRequired: false,
      ticketRequired: false,
      ...change,
    },
  };
}

function makeRequest(number: number, profileName: string): GrantRequest {
  return {
    id: makeId(number),
    person: { id: makeId(1), name: 'An engineer' },
    profileId: profileName.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-'),
    profileName,
    importance: 'low',
    durationSeconds: 1800,
    reason: '',
    ticket: null,
    requestedAt: NOW - MINUTE_MS,
  };
}

export function makeActive(
  profileName: string,
  leftMs: number,
  change: Partial<LiveGrant> & { readonly number?: number; readonly now?: number } = {},
): LiveGrant {
  const { number = 100, now = NOW, ...rest } = change;
  const grant: GrantIn<'active'> = {
    ...makeRequest(number, profileName),
    status: 'active',
    startedAt: now + leftMs - 30 * MINUTE_MS,
    expiresAt: now + leftMs,
    heldBy: { deviceId: 'device', deviceName: 'This computer' },
    leases: [],
    reviews: [],
    latestEndAt: now + leftMs,
    extensions: [],
  };
  const credential: HeldCredential = {
    leaseId: makeId(number + 1),
    targetName: 'billing',
    custody: { custody: 'held', since: now },
    copyables: ['password', 'url', 'psql'],
  };
  return {
    grant,
    where: 'billing · PostgreSQL',
    until: now + leftMs,
    lengthMs: 30 * MINUTE_MS,
    heldHere: true,
    credentials: [credential],
    busy: null,
    ...rest,
  };
}

export function makeWaiting(status: 'pending' | 'approved', profileName: string, number = 200): LiveGrant {
  const request = makeRequest(number, profileName);
  const until = NOW + 15 * MINUTE_MS;
  return {
    grant:
      status === 'pending'
        ? { ...request, status, reviewBy: until, needs: { count: 1, group: 'dba' }, reviews: [] }
        : { ...request, status, startBy: until, grantedSeconds: 1800, reviews: [] },
    where: 'billing · PostgreSQL',
    until,
    lengthMs: 0,
    heldHere: false,
    credentials: [],
    busy: null,
  };
}

/** Somebody else's request, which waits for this person's review. */
export function makeWaitingForMe(number: number): InboxItem {
  return makeInboxItem(makeId(number), NOW);
}

// Snapshots and their parts for tests of the window. Everything a test does not care about has a plain value.
import { EMPTY_INBOX } from '../../../shared/inbox.ts';
import type { Lease } from '../../../shared/grant.ts';
import type { Instant } from '../../../shared/instant.ts';
import type { Importance, Offer, ProfileOffer } from '../../../shared/profile.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import type { LiveGrant, Snapshot } from '../../../shared/snapshot.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A valid ULID that ends in a number. */
export function makeId(number: number): string {
  return `01J${String(number).padStart(23, '0')}`;
}

export function makeOpen(
  more: Partial<Extract<Offer, { kind: 'open' }>> = {},
): Extract<Offer, { kind: 'open' }> {
  return {
    kind: 'open',
    durationsSeconds: [900, 1800, 3600, 7200, 14_400],
    longestSeconds: 14_400,
    ceilingReason: 'the profile allows no longer',
    review: null,
    reasonRequired: false,
    ticketRequired: false,
    ...more,
  };
}

export interface ProfileParts {
  readonly id?: string;
  readonly name?: string;
  readonly summary?: string;
  readonly importance?: Importance;
  readonly target?: string;
  readonly allows?: readonly string[];
  readonly denies?: readonly string[];
  readonly offer?: Offer;
}

export function makeOffer(parts: ProfileParts = {}): ProfileOffer {
  const id = parts.id ?? 'billing-read';
  return {
    profile: {
      id,
      name: parts.name ?? 'Read the billing database',
      summary: parts.summary ?? 'Read every table, change nothing',
      importance: parts.importance ?? 'low',
      entitlements: [
        {
          id: `${id}-database`,
          kind: 'postgresql',
          targetId: parts.target ?? 'billing',
          targetName: parts.target ?? 'billing',
          allows: parts.allows ?? ['Read all tables of the schema public'],
          denies: parts.denies ?? ['Change or delete rows', 'See other schemas'],
        },
      ],
    },
    offer: parts.offer ?? makeOpen(),
  };
}

export const DEVICE = { deviceId: 'a'.repeat(43), deviceName: 'workbench' };
const PERSON = { id: makeId(1), name: 'Erin North' };

export function makeLease(number: number, more: Partial<Lease> = {}): Lease {
  return {
    id: makeId(number),
    entitlementId: 'billing-database',
    kind: 'postgresql',
    targetName: 'billing',
    account: 'stint_4f2a',
    state: { state: 'active' },
    ...more,
  };
}

export interface GrantParts {
  readonly number?: number;
  readonly profileName?: string;
  readonly profileId?: string;
  /** How much later extensions may move the end. */
  readonly roomMs?: number;
  readonly where?: string;
  readonly lengthMs?: number;
  readonly leftMs?: number;
}

export function makeRequest(now: Instant, parts: GrantParts) {
  const { number = 10, profileName = 'Read the billing database', profileId = 'billing-read' } = parts;
  return {
    id: makeId(number),
    person: PERSON,
    profileId,
    profileName,
    importance: 'low' as const,
    durationSeconds: 1800,
    reason: 'Invoice 20418 was sent twice',
    ticket: null,
    requestedAt: now - 6 * MINUTE_MS,
  };
}

export function makeActive(now: Instant, parts: GrantParts = {}, more: Partial<LiveGrant> = {}): LiveGrant {
  const { number = 10, lengthMs = 30 * MINUTE_MS, leftMs = 24 * MINUTE_MS + 10_000 } = parts;
  const until = now + leftMs;
  return {
    grant: {
      ...makeRequest(now, parts),
      durationSeconds: Math.round(lengthMs / 1000),
      status: 'active',
      startedAt: until - lengthMs,
      expiresAt: until,
      heldBy: DEVICE,
      leases: [makeLease(number + 1000)],
      reviews: [],
      latestEndAt: until + (parts.roomMs ?? 2 * HOUR_MS),
      extensions: [],
    },
    where: parts.where ?? 'billing · PostgreSQL',
    until,
    lengthMs,
    heldHere: true,
    credentials: [
      {
        leaseId: makeId(number + 1000),
        targetName: 'billing',
        custody: { custody: 'held', since: until - lengthMs },
        copyables: ['password', 'url', 'psql'],
      },
    ],
    busy: null,
    ...more,
  };
}

export function makePending(now: Instant, parts: GrantParts = {}, more: Partial<LiveGrant> = {}): LiveGrant {
  return {
    grant: {
      ...makeRequest(now, parts),
      status: 'pending',
      reviewBy: now + HOUR_MS,
      needs: { count: 1, group: 'dba' },
      reviews: [],
    },
    where: parts.where ?? 'billing · PostgreSQL',
    until: now + HOUR_MS,
    lengthMs: 0,
    heldHere: false,
    credentials: [],
    busy: null,
    ...more,
  };
}

export function makeApproved(now: Instant, parts: GrantParts = {}, more: Partial<LiveGrant> = {}): LiveGrant {
  const until = now + 40 * MINUTE_MS;
  return {
    ...makePending(now, parts),
    grant: {
      ...makeRequest(now, parts),
      status: 'approved',
      startBy: until,
      grantedSeconds: 1800,
      reviews: [],
    },
    until,
    ...more,
  };
}

export function makeSnapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 1,
    session: {
      session: 'signed-in',
      brokerUrl: 'http://127.0.0.1:8470',
      person: {
        ...PERSON,
        issuer: 'local',
        subject: 'engineer',
        groups: ['payments'],
        mayApprove: false,
        isAdmin: false,
      },
      tryingOut: false,
    },
    connection: { connection: 'connected' },
    keychain: { keychain: 'ready', name: 'Secret Service' },
    profiles: { revision: 1, loading: false, offers: [] },
    favourites: [],
    recents: [],
    live: [],
    historyRevision: 1,
    inbox: EMPTY_INBOX,
    inboxTold: true,
    reviewing: [],
    history: [],
    troubles: [],
    settings: { ...DEFAULT_SETTINGS, theme: 'light' },
    language: 'en',
    goTo: { place: { place: 'access' }, count: 0 },
    app: { version: '0.1.0', platform: 'linux', home: '/home/erin/.local/share/Stint' },
    ...more,
  };
}

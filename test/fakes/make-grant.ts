/** People, offers and grants in each status, as a broker would tell of them; one place, so that every test means the same by them. */
import type { Extension, Grant, GrantIn, GrantRequest, Lease } from '../../shared/grant.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import type { Person } from '../../shared/person.ts';
import type { ProfileOffer } from '../../shared/profile.ts';

export const DEVICE_ID = 'D'.repeat(43);

/** The nth ULID of a test. */
export function makeId(n: number): string {
  return `01J${String(n).padStart(23, '0')}`;
}

export const ENGINEER: Person = {
  id: makeId(900),
  issuer: 'local',
  subject: 'engineer',
  name: 'Erin Engineer',
  groups: ['payments'],
  mayApprove: false,
  isAdmin: false,
};

export function makeOffer(
  id: string,
  given: {
    name?: string;
    importance?: ProfileOffer['profile']['importance'];
    reviewed?: boolean;
    targets?: string[];
  } = {},
): ProfileOffer {
  const targets = given.targets ?? ['billing'];
  return {
    profile: {
      id,
      name: given.name ?? 'Read the billing database',
      summary: 'Look at customers and invoices.',
      importance: given.importance ?? 'low',
      entitlements: targets.map((targetName) => ({
        id: `${targetName}-read`,
        kind: 'postgresql',
        targetId: targetName,
        targetName,
        allows: ['Read all tables'],
        denies: ['Change rows'],
      })),
    },
    offer: {
      kind: 'open',
      durationsSeconds: [900, 1800, 3600],
      longestSeconds: 3600,
      ceilingReason: 'At most 1 h.',
      review: given.reviewed ? { count: 1, group: 'dba' } : null,
      reasonRequired: false,
      ticketRequired: false,
    },
  };
}

export function makeRequest(
  id: string,
  { profile }: ProfileOffer,
  asked: { readonly durationSeconds: number; readonly reason: string; readonly ticket?: string | undefined },
  person: Person,
  requestedAt: number,
): GrantRequest {
  return {
    id,
    person: { id: person.id, name: person.name },
    profileId: profile.id,
    profileName: profile.name,
    importance: profile.importance,
    durationSeconds: asked.durationSeconds,
    reason: asked.reason,
    ticket: asked.ticket ?? null,
    requestedAt,
  };
}

/** What stays the same from status to status. */
function requestOf(grant: Grant): GrantRequest {
  const { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt } =
    grant;
  return { id, person, profileId, profileName, importance, durationSeconds, reason, ticket, requestedAt };
}

/** A grant in the approved status, as a test needs one. */
export function makeApproved(
  id: string,
  at: number,
  row = makeOffer('billing-read'),
  seconds = 900,
): GrantIn<'approved'> {
  const request = makeRequest(id, row, { durationSeconds: seconds, reason: '' }, ENGINEER, at);
  return { ...request, status: 'approved', startBy: at + 900_000, grantedSeconds: seconds, reviews: [] };
}

export function makeActive(
  grant: Grant,
  given: {
    startedAt: number;
    expiresAt: number;
    leases: readonly Lease[];
    deviceId?: string;
    latestEndAt?: number;
  },
): GrantIn<'active'> {
  const { startedAt, expiresAt, leases, deviceId = DEVICE_ID, latestEndAt = expiresAt } = given;
  const heldBy = { deviceId, deviceName: 'laptop' };
  return {
    ...requestOf(grant),
    status: 'active',
    startedAt,
    expiresAt,
    leases,
    reviews: [],
    heldBy,
    latestEndAt,
    extensions: [],
  };
}

export function makeEnded(
  grant: Grant,
  why: GrantIn<'ended'>['why'],
  endedAt: number,
  note: string | null = null,
): GrantIn<'ended'> {
  const revoked = { state: 'revoked', revokedAt: endedAt, sessionsEnded: 0, leftBehind: [] } as const;
  const leases = grant.status === 'active' ? grant.leases.map((lease) => ({ ...lease, state: revoked })) : [];
  const startedAt = grant.status === 'active' ? grant.startedAt : null;
  const heldBy = grant.status === 'active' ? grant.heldBy : null;
  return {
    ...requestOf(grant),
    status: 'ended',
    why,
    endedAt,
    note,
    startedAt,
    heldBy,
    leases,
    reviews: grant.reviews,
    extensions: [],
  };
}

/** Where nobody is needed policy has approved it; otherwise it waits. */
export function makeExtension(
  askedAt: number,
  durationSeconds: number,
  given: Partial<Extension> = {},
): Extension {
  const needs = given.needs ?? null;
  return {
    askedAt,
    durationSeconds,
    reason: '',
    reviewBy: askedAt + 900_000,
    reviews: [],
    outcome: needs === null ? 'approved' : 'pending',
    ...given,
    needs,
  };
}

/** As a broker answers: policy alone moves the end, people are asked first. */
export function makeExtended(
  grant: Grant,
  asked: { readonly durationSeconds: number; readonly reason: string },
  offers: readonly ProfileOffer[],
  at: number,
): Grant {
  if (grant.status !== 'active') throw new Error('The fake extends active grants.');
  const row = offers.find(({ profile }) => profile.id === grant.profileId);
  const needs = row?.offer.kind === 'open' ? row.offer.review : null;
  const extension = makeExtension(at, asked.durationSeconds, { reason: asked.reason, needs });
  const expiresAt = grant.expiresAt + (needs === null ? asked.durationSeconds * 1000 : 0);
  return { ...grant, expiresAt, extensions: [...grant.extensions, extension] };
}

export const ROBIN: Person = {
  id: makeId(901),
  issuer: 'local',
  subject: 'reviewer',
  name: 'Robin Reviewer',
  groups: ['dba'],
  mayApprove: true,
  isAdmin: false,
};

/** Erin's request, as it waits for Robin. */
export function makeInboxItem(
  id: string,
  at: number,
  given: Partial<InboxItem> & { row?: ProfileOffer } = {},
): InboxItem {
  const { row = makeOffer('billing-fix', { name: 'Fix a customer record' }), ...change } = given;
  const asked = { durationSeconds: 3600, reason: 'Invoice 20418 was sent twice' };
  const needs = { count: 1, group: 'dba' };
  const reviewBy = at + 900_000;
  const request = makeRequest(id, row, asked, ENGINEER, at);
  return {
    grant: { ...request, status: 'pending', reviewBy, needs, reviews: [] },
    asks: 'request',
    digest: 'a'.repeat(64),
    ...asked,
    askedAt: at,
    reviewBy,
    needs,
    reviews: [],
    profileSummary: row.profile.summary,
    entitlements: row.profile.entitlements,
    alsoAsked: [],
    lately: { started: 3, denied: 0, lastEndedAt: at - 86_400_000 },
    ...change,
  };
}

/** People, offers and grants in each status, as a broker would tell of them; one place, so that every test means the same by them. */
import type { Grant, GrantIn, GrantRequest, Lease } from '../../shared/grant.ts';
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
  given: { startedAt: number; expiresAt: number; leases: readonly Lease[]; deviceId?: string },
): GrantIn<'active'> {
  const { startedAt, expiresAt, leases, deviceId = DEVICE_ID } = given;
  const heldBy = { deviceId, deviceName: 'laptop' };
  return {
    ...requestOf(grant),
    status: 'active',
    startedAt,
    expiresAt,
    leases,
    reviews: [],
    heldBy,
    latestEndAt: expiresAt,
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

/** Sample grants and events for tests of the lifecycle: one of each kind, with round numbers that read well in failures. */
import type { Afterwards, Extension, Grant, Holder, Lease, Review, Status } from '../../shared/grant.ts';
import type { GrantEvent } from '../../shared/grant-event.ts';

export const T0 = Date.UTC(2026, 0, 5, 12, 0, 0);
export const holder: Holder = { deviceId: 'd'.repeat(43), deviceName: 'laptop' };
export const lease: Lease = {
  id: '01JGTEST1EASE0000000000001',
  entitlementId: 'billing-read',
  kind: 'postgresql',
  targetName: 'billing',
  account: 'stint_01jgtest1ease0000000000001',
  state: { state: 'active' },
};

export const review: Review = {
  by: { id: '01JGTESTPERSN0000000000002', name: 'Reviewer' },
  at: T0 + 60_000,
  verdict: 'approve',
  comment: null,
  durationSeconds: null,
};
export const extension: Extension = {
  askedAt: T0 + 30_000,
  durationSeconds: 900,
  reason: '',
  needs: { count: 1, group: 'dba' },
  reviewBy: T0 + 600_000,
  reviews: [],
  outcome: 'pending',
};

export const afterwards: Afterwards = {
  askedAt: T0,
  needs: { count: 1, group: 'security' },
  reviewBy: T0 + 86_400_000,
  reviews: [],
  outcome: 'pending',
};

const request = {
  id: '01JGTESTGRANT0000000000001',
  person: { id: '01JGTESTPERSN0000000000001', name: 'Engineer' },
  profileId: 'billing-read',
  profileName: 'Read the billing database',
  importance: 'low',
  durationSeconds: 900,
  reason: '',
  ticket: null,
  requestedAt: T0,
} as const;

export const grants = {
  pending: {
    ...request,
    status: 'pending',
    reviewBy: T0 + 3_600_000,
    needs: { count: 2, group: 'dba' },
    reviews: [],
  },
  approved: { ...request, status: 'approved', startBy: T0 + 900_000, grantedSeconds: 900, reviews: [] },
  starting: { ...request, status: 'starting', heldBy: holder, grantedSeconds: 900, reviews: [] },
  active: {
    ...request,
    status: 'active',
    startedAt: T0,
    expiresAt: T0 + 900_000,
    heldBy: holder,
    leases: [lease],
    reviews: [],
    latestEndAt: T0 + 3_600_000,
    extensions: [extension],
    afterwards,
  },
  ended: {
    ...request,
    status: 'ended',
    why: 'released',
    endedAt: T0 + 60_000,
    note: null,
    startedAt: T0,
    heldBy: holder,
    leases: [lease],
    reviews: [],
    extensions: [],
    afterwards,
  },
} as const satisfies { [S in Status]: Extract<Grant, { status: S }> };

/** One event of each kind, a minute after T0: before every deadline of the samples. */
export const events = {
  approved: { event: 'approved', at: T0 + 60_000, startBy: T0 + 960_000, grantedSeconds: 900, review: null },
  denied: { event: 'denied', at: T0 + 60_000, note: 'Use the runbook', review: null },
  reviewed: { event: 'reviewed', at: T0 + 60_000, startBy: T0 + 960_000, review },
  'extension-asked': { event: 'extension-asked', at: T0 + 60_000, extension },
  'extension-refused': { event: 'extension-refused', at: T0 + 60_000 },
  'extension-reviewed': { event: 'extension-reviewed', at: T0 + 60_000, review },
  'afterwards-reviewed': { event: 'afterwards-reviewed', at: T0 + 60_000, review },
  withdrawn: { event: 'withdrawn', at: T0 + 60_000 },
  'start-requested': { event: 'start-requested', at: T0 + 60_000, heldBy: holder },
  minted: {
    event: 'minted',
    at: T0 + 60_000,
    expiresAt: T0 + 960_000,
    latestEndAt: T0 + 960_000,
    leases: [lease],
  },
  'mint-failed': { event: 'mint-failed', at: T0 + 60_000, note: 'billing cannot be reached' },
  extended: { event: 'extended', at: T0 + 60_000, expiresAt: T0 + 1_800_000 },
  released: { event: 'released', at: T0 + 60_000 },
  revoked: { event: 'revoked', at: T0 + 60_000, note: 'incident 7' },
  'lease-changed': {
    event: 'lease-changed',
    at: T0 + 60_000,
    leaseId: lease.id,
    state: { state: 'revoked', revokedAt: T0 + 61_000, sessionsEnded: 1, leftBehind: [] },
  },
  'time-passed': { event: 'time-passed', at: T0 + 60_000 },
} as const satisfies { [E in GrantEvent['event']]: Extract<GrantEvent, { event: E }> };

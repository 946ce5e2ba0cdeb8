/** A lease as it stands in the database, and as others are told of it. It holds no secret: the credential is never here. */
import type { ColumnType } from 'kysely';
import type { Lease, LeaseState } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { PersonName } from '../../shared/person.ts';
import type { LeaseOrder, Requester } from '../ports/issuer.ts';
import type { EntitlementRule } from '../ports/profile-rule.ts';

/**
 * `intended`: written down, perhaps minted. `active`: minted. `revoking`: its end has been ordered.
 * `stuck`: the same after several failures, still being tried. `revoked`: proved gone. `closed`: an admin has ended the tries by hand.
 */
export type LeaseRowState = 'intended' | 'active' | 'revoking' | 'stuck' | 'revoked' | 'closed';

type At = ColumnType<Instant, Date, Date>;
type AtOrNull = ColumnType<Instant | null, Date | null | undefined, Date | null>;

export interface LeaseTable {
  id: string;
  /** `null`: a login found at a target that no lease knew. */
  grant_id: string | null;
  target_id: string;
  entitlement: ColumnType<EntitlementRule, string, string>;
  account: string;
  /** Who it was minted for: what its issuer must know again to extend or revoke it. */
  requester: ColumnType<Requester, string, string>;
  /** SSH: the certificate that is good now. Public text. */
  certificate: ColumnType<string | null, string | null | undefined, string | null>;
  state: LeaseRowState;
  expires_at: At;
  /** When the loop acts on it; `null` once revoked or closed. */
  due_at: AtOrNull;
  attempts: ColumnType<number, number | undefined, number>;
  /** Who works on it now, until when; only that worker may write the outcome. */
  claim: ColumnType<string | null, string | null | undefined, string | null>;
  claimed_until: AtOrNull;
  sessions_ended: ColumnType<number, number | undefined, number>;
  left_behind: ColumnType<readonly string[], string | undefined, string>;
  /** What its target knows its sessions by once the login is gone; `null`: nobody has tried to take it away yet. */
  mark: ColumnType<string | null, string | null | undefined, string | null>;
  revoked_at: AtOrNull;
  /** Since when it is stuck, also once that is over. */
  stuck_at: AtOrNull;
  closed_at: AtOrNull;
  closed_by: ColumnType<PersonName | null, string | null | undefined, string | null>;
  closed_reason: ColumnType<string | null, string | null | undefined, string | null>;
  /** Why the last attempt failed, in a sentence. */
  trouble: ColumnType<string | null, string | null | undefined, string | null>;
}

/** What a `select *` or `returning *` of {@link LeaseTable} answers. */
export interface LeaseRow {
  readonly id: string;
  readonly grant_id: string | null;
  readonly target_id: string;
  readonly entitlement: EntitlementRule;
  readonly account: string;
  readonly requester: Requester;
  readonly certificate: string | null;
  readonly state: LeaseRowState;
  readonly expires_at: Instant;
  readonly attempts: number;
  readonly sessions_ended: number;
  readonly left_behind: readonly string[];
  readonly mark: string | null;
  readonly revoked_at: Instant | null;
  readonly closed_at: Instant | null;
  readonly closed_by: PersonName | null;
  readonly closed_reason: string | null;
}

/** `undefined`: only intended, which nobody outside needs to know. */
export function toLease(row: LeaseRow): Lease | undefined {
  const state = toLeaseState(row);
  if (state === undefined) return undefined;
  const { id, entitlement, account, certificate } = row;
  return {
    id,
    entitlementId: entitlement.id,
    kind: entitlement.kind,
    targetName: entitlement.targetName,
    account,
    ...(certificate !== null && { certificate }),
    state,
  };
}

/** What an issuer is told of a lease that was written down. */
export function toLeaseOrder(row: LeaseRow): LeaseOrder {
  const { id: leaseId, entitlement, expires_at: expiresAt, requester, mark } = row;
  return { leaseId, entitlement, expiresAt, requester, mark };
}

/** A login may make what it likes, with names as long as it likes; a receipt stays one that can be sent. The audit has all of it. */
const MOST_LEFT_BEHIND = 100;
const LONGEST_LEFT_BEHIND = 300;

function shorten(leftBehind: readonly string[]): readonly string[] {
  const told = leftBehind
    .slice(0, MOST_LEFT_BEHIND)
    .map((each) => (each.length > LONGEST_LEFT_BEHIND ? `${each.slice(0, LONGEST_LEFT_BEHIND - 1)}…` : each));
  const more = leftBehind.length - told.length;
  return more === 0 ? told : [...told, `and ${String(more)} more`];
}

function toLeaseState(row: LeaseRow): LeaseState | undefined {
  switch (row.state) {
    case 'intended':
      return undefined;
    case 'active':
      return { state: 'active' };
    case 'revoking':
    case 'stuck':
      return { state: 'revoking', attempts: row.attempts };
    case 'revoked':
      return {
        state: 'revoked',
        // The table's own check: a revoked lease has the instant.
        revokedAt: row.revoked_at ?? 0,
        sessionsEnded: row.sessions_ended,
        leftBehind: shorten(row.left_behind),
      };
    case 'closed':
      return {
        state: 'closed',
        // The table's own check: a closed lease has all three.
        closedAt: row.closed_at ?? 0,
        by: row.closed_by ?? { id: '', name: '' },
        reason: row.closed_reason ?? '',
      };
  }
}

/** What the audit says of a lease: which login, where, for which grant. Never a secret: it is given none. */
import type { Instant } from '../../shared/instant.ts';
import { appendAudits } from '../audit/append.ts';
import type { Actor, Json } from '../audit/entry.ts';
import type { EntitlementRule } from '../ports/profile-rule.ts';
import type { Tx } from '../storage/transaction.ts';
import type { LeaseRow } from './lease-row.ts';

export type LeaseAction =
  | 'lease-intended'
  | 'lease-active'
  | 'lease-extended'
  | 'lease-end-ordered'
  | 'lease-revocation-failed'
  | 'lease-stuck'
  | 'lease-closed'
  | 'lease-left-behind'
  | 'lease-revoked'
  | 'login-found-without-lease';

type Details = Readonly<Record<string, Json>>;

/** `details`: the same of all, or of each its own. */
export async function auditLeases(
  tx: Tx,
  at: Instant,
  action: LeaseAction,
  rows: readonly LeaseRow[],
  details: Details | ((row: LeaseRow) => Details) = {},
  actor: Actor = { kind: 'broker' },
): Promise<void> {
  const facts = rows.map((row) => {
    const { id: subject, grant_id: grant, target_id: target, account, entitlement } = row;
    const more = typeof details === 'function' ? details(row) : details;
    return {
      at,
      actor,
      action,
      subject,
      details: { grant, target, account, ...toRight(entitlement), ...more },
    };
  });
  await appendAudits(tx, facts);
}

/** Which right it is, in the target's own words. */
function toRight(entitlement: EntitlementRule): Readonly<Record<string, Json>> {
  switch (entitlement.kind) {
    case 'postgresql':
      return { role: entitlement.role, database: entitlement.database };
    case 'ssh':
      return { principal: entitlement.principal, username: entitlement.username };
  }
}

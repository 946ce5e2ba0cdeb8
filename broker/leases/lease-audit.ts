/** What the audit says of a lease: which login, where, for which grant. Never a secret: it is given none. */
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
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

export async function auditLeases(
  tx: Tx,
  at: Instant,
  action: LeaseAction,
  rows: readonly LeaseRow[],
  details: Readonly<Record<string, Json>> = {},
  actor: Actor = { kind: 'broker' },
): Promise<void> {
  for (const { id, grant_id: grantId, target_id: target, account, entitlement } of rows) {
    const login = { grant: grantId, target, account, ...toRight(entitlement) };
    await appendAudit(tx, {
      at,
      actor,
      action,
      subject: id,
      details: { ...login, ...details },
    });
  }
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

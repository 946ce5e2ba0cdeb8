/** What the audit says of a lease: which login, where, for which grant. Never a secret: it is given none. */
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
import type { Json } from '../audit/entry.ts';
import type { Tx } from '../storage/transaction.ts';
import type { LeaseRow } from './lease-row.ts';

export type LeaseAction =
  | 'lease-intended'
  | 'lease-active'
  | 'lease-extended'
  | 'lease-end-ordered'
  | 'lease-revocation-failed'
  | 'lease-left-behind'
  | 'lease-revoked'
  | 'login-found-without-lease';

export async function auditLeases(
  tx: Tx,
  at: Instant,
  action: LeaseAction,
  rows: readonly LeaseRow[],
  details: Readonly<Record<string, Json>> = {},
): Promise<void> {
  for (const { id, grant_id: grantId, target_id: target, account, entitlement } of rows) {
    const login = { grant: grantId, target, account, role: entitlement.role, database: entitlement.database };
    await appendAudit(tx, {
      at,
      actor: { kind: 'broker' },
      action,
      subject: id,
      details: { ...login, ...details },
    });
  }
}

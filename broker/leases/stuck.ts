/** A lease that could not be taken back for long: said once, for people have to look. It is tried for ever all the same. */
import type { Instant } from '../../shared/instant.ts';
import type { Tx } from '../storage/transaction.ts';
import { announce } from '../webhooks/announce.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseRow } from './lease-row.ts';

/** After so many failures a lease is called stuck. */
export const STUCK_AFTER = 6;

/** In the transaction that makes them stuck. */
export async function tellStuck(
  tx: Tx,
  at: Instant,
  rows: readonly LeaseRow[],
  trouble: string,
): Promise<void> {
  await announce(
    tx,
    ...rows.map(({ id, grant_id: grantId, target_id: targetId, account, attempts }) => ({
      kind: 'lease-stuck' as const,
      at,
      lease: { id, grantId, targetId, account, attempts, trouble },
    })),
  );
  await auditLeases(tx, at, 'lease-stuck', rows, { attempts: STUCK_AFTER, trouble });
}

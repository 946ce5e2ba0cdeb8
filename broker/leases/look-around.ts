/**
 * Looks at a target for logins of ours that no lease knows (a crash, a restored backup of the storage), and for sessions that have outlived
 * one of ours, and orders their end. A lease is written down before its login is made, so a login without one is never somebody's who is just being served.
 */
import { sql } from 'kysely';
import type { EntitlementRule } from '../ports/profile-rule.ts';
import { inTransaction } from '../storage/transaction.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';
import { lockInOrder } from './lock-in-order.ts';
import { orderEndOfLeases } from './order-end.ts';

export async function lookAround(parts: LeaseParts, targetId: string): Promise<void> {
  const { issuers, db, clock, log } = parts;
  const issuer = issuers.get(targetId);
  if (issuer === undefined) return;
  const lookedAt = clock.now();
  const listed = await issuer.leasesAtTarget();
  if (!listed.ok) {
    log.warn(
      { targetId, problem: listed.error.kind },
      `Could not look for logins without a lease: ${listed.error.sentence}`,
    );
    return;
  }
  const ids = listed.value;
  const marks = await listMarks(parts, targetId);
  if (ids.length + marks.length === 0) return;
  const known = await db
    .selectFrom('lease')
    .select(['id', 'revoked_at', 'closed_at'])
    // Where no session is left, which is nearly always, without reading all leases there ever were.
    .where(
      marks.length === 0
        ? sql<boolean>`id = any(${ids}::text[])`
        : sql<boolean>`id = any(${ids}::text[]) or (target_id = ${targetId} and mark = any(${marks}::text[]))`,
    )
    .execute();
  const knownIds = new Set(known.map(({ id }) => id));
  // SECURITY: lease-strays-ended
  const strangers = ids.filter((id) => !knownIds.has(id));
  // Revoked while we were looking: gone by now. Closed by hand: its target had not answered, and now it does.
  const risen = known
    .filter(({ revoked_at: over, closed_at: closed }) => (over ?? closed ?? lookedAt) < lookedAt)
    .map(({ id }) => id);
  if (strangers.length + risen.length === 0) return;

  log.error(
    { targetId, leases: [...strangers, ...risen] },
    'Found logins that no lease knows, or what is left of some; taking them away',
  );
  const rows = await inTransaction(db, async (tx) => {
    for (const id of strangers) {
      const row = {
        id,
        grant_id: null,
        target_id: targetId,
        entitlement: JSON.stringify(unknownEntitlement(targetId)),
        account: issuer.accountFor(id, unknownEntitlement(targetId)),
        requester: JSON.stringify({ address: null, sshPublicKey: null }),
        state: 'revoking' as const,
        expires_at: new Date(lookedAt),
        due_at: new Date(lookedAt),
      };
      const written = await tx
        .insertInto('lease')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .execute();
      await auditLeases(tx, lookedAt, 'login-found-without-lease', written);
    }
    // Another broker may have found them meanwhile: only what still seems to be over.
    const still = await lockInOrder(
      tx,
      sql`id = any(${risen}::text[]) and coalesce(revoked_at, closed_at) < ${new Date(lookedAt)}`,
    );
    if (still.length === 0) return [];
    return orderEndOfLeases(tx, lookedAt, still, 'its login, or a session of it, was found again');
  });
  parts.tell(rows);
  parts.kick();
}

/** Those of others are among them; where they cannot be had the next look will. */
async function listMarks({ issuers, log }: LeaseParts, targetId: string): Promise<readonly string[]> {
  const listed = await issuers.get(targetId)?.marksAtTarget?.();
  if (listed === undefined) return [];
  if (listed.ok) return listed.value;
  log.warn(
    { targetId, problem: listed.error.kind },
    `Could not look for sessions without a login: ${listed.error.sentence}`,
  );
  return [];
}

function unknownEntitlement(targetId: string): EntitlementRule {
  return { id: 'unknown', kind: 'postgresql', targetId, targetName: targetId, role: '', database: '' };
}

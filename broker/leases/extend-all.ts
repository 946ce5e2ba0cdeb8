/**
 * Moves the end of all leases of a grant, or of none: first at every target, then here. Where a target does not agree, or the grant ends
 * meanwhile, the old end still holds, and what had moved already is put back.
 */
import type { Issuer } from '../ports/issuer.ts';
import type { ExtendOrder, ExtendOutcome } from '../ports/lease-keeper.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';
import { toLease, toLeaseOrder, type LeaseRow } from './lease-row.ts';

export async function extendAll(parts: LeaseParts, order: ExtendOrder): Promise<ExtendOutcome> {
  const rows = await parts.db
    .selectFrom('lease')
    .selectAll()
    .where('grant_id', '=', order.grantId)
    .where('state', '=', 'active')
    .execute();
  if (rows.length === 0) return { ok: false, sentence: 'There is nothing left to extend.' };
  // SECURITY: lease-target-agrees-first
  const results = await Promise.all(rows.map((row) => moveAtTarget(parts, row, order.expiresAt)));
  const failed = results.find((result) => !result.ok);
  const moved = rows.filter((_, index) => results[index]?.ok === true);
  if (failed !== undefined) return putBack(parts, moved, failed.error.sentence);
  await parts.moved();
  const certificates = new Map(
    rows.map(({ id }, index) => [id, results[index]?.ok === true ? results[index].value.certificate : null]),
  );
  const written = await writeMoved(parts, rows, order, certificates);
  if (written === undefined) return putBack(parts, moved, 'The grant ended while it was being extended.');
  parts.kick();
  return { ok: true, leases: written.flatMap((row) => toLease(row) ?? []) };
}

async function moveAtTarget(
  { issuers, log }: LeaseParts,
  row: LeaseRow,
  expiresAt: number,
): ReturnType<Issuer['extend']> {
  const { id: leaseId, target_id: targetId, entitlement } = row;
  const issuer = issuers.get(targetId);
  if (issuer === undefined) {
    const sentence = `The broker knows no target ${entitlement.targetName}.`;
    return { ok: false, error: { kind: 'refused', sentence } };
  }
  const result = await issuer.extend({ ...toLeaseOrder(row), expiresAt });
  if (!result.ok) log.warn({ leaseId, targetId, problem: result.error.kind }, result.error.sentence);
  return result;
}

/** `undefined`: some of them are not active any more, and nothing was written. */
async function writeMoved(
  { db, clock }: LeaseParts,
  rows: readonly LeaseRow[],
  { expiresAt }: ExtendOrder,
  certificates: ReadonlyMap<string, string | null>,
): Promise<readonly LeaseRow[] | undefined> {
  const ids = rows.map(({ id }) => id);
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const live = await tx
      .selectFrom('lease')
      .select(['id', 'due_at'])
      .where('id', 'in', ids)
      .where('state', '=', 'active')
      .orderBy('id')
      .forUpdate()
      .execute();
    if (live.length < ids.length || live.some((row) => (row.due_at ?? 0) <= now)) return undefined;
    const end = new Date(expiresAt);
    const moved = await tx
      .updateTable('lease')
      .set({ expires_at: end, due_at: end })
      .where('id', 'in', ids)
      .returningAll()
      .execute();
    await auditLeases(tx, now, 'lease-extended', moved, { expiresAt: end.toISOString() });
    return Promise.all(moved.map((row) => writeCertificate(tx, row, certificates.get(row.id) ?? null)));
  });
}

async function writeCertificate(tx: Tx, row: LeaseRow, certificate: string | null): Promise<LeaseRow> {
  if (certificate === null) return row;
  await tx.updateTable('lease').set({ certificate }).where('id', '=', row.id).execute();
  return { ...row, certificate };
}

/** What cannot be put back ends by the broker's own clock all the same. */
async function putBack(
  parts: LeaseParts,
  moved: readonly LeaseRow[],
  sentence: string,
): Promise<ExtendOutcome> {
  await Promise.all(moved.map((row) => moveAtTarget(parts, row, row.expires_at)));
  return { ok: false, sentence };
}

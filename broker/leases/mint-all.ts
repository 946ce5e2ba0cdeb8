/**
 * Mints all entitlements of a grant or none. Each lease is written down before its login is made, so that a crash at any point leaves a row
 * from which the loop takes the login away. A secret passes through here to whoever asked, and nowhere else.
 */
import { sql } from 'kysely';
import type { Lease } from '../../shared/grant.ts';
import type { IssuerResult, Minted } from '../ports/issuer.ts';
import type { MintOrder, MintOutcome } from '../ports/lease-keeper.ts';
import type { EntitlementRule } from '../ports/profile-rule.ts';
import { inTransaction, type Tx } from '../storage/transaction.ts';
import { auditLeases } from './lease-audit.ts';
import type { LeaseParts } from './lease-deps.ts';
import { toLease, toLeaseOrder, type LeaseRow } from './lease-row.ts';
import { lockInOrder } from './lock-in-order.ts';
import { orderEndOfLeases } from './order-end.ts';

export async function mintAll(parts: LeaseParts, order: MintOrder): Promise<MintOutcome> {
  for (const { targetId, targetName } of order.entitlements) {
    if (!parts.issuers.has(targetId))
      return { ok: false, sentence: `The broker knows no target ${targetName}.` };
  }
  const claim = parts.newId();
  return parts.claims.during(claim, async () => {
    const intended = await writeIntended(parts, order, claim); // SECURITY: lease-written-first
    const results = await Promise.all(intended.map((row) => mintOne(parts, row)));
    const minted = results.filter((result) => result.ok);
    const failed = results.find((result) => !result.ok);
    if (failed !== undefined) return takeBack(parts, intended, minted, failed.error.sentence);
    const active = await writeActive(parts, intended, results, claim);
    if (active === undefined) {
      return takeBack(parts, intended, minted, 'The grant ended while its access was being made.');
    }
    const leases = active.flatMap((row) => toLease(row) ?? []);
    return {
      ok: true,
      leases: leases.map((lease) => ({ lease, minted: mintedFor(lease, intended, results) })),
    };
  });
}

async function writeIntended(
  { db, clock, claims, issuers, newId }: LeaseParts,
  { grantId, entitlements, expiresAt, requester }: MintOrder,
  claim: string,
): Promise<readonly LeaseRow[]> {
  const row = (entitlement: EntitlementRule) => {
    const id = newId();
    return {
      id,
      grant_id: grantId,
      target_id: entitlement.targetId,
      entitlement: JSON.stringify(entitlement),
      account: issuers.get(entitlement.targetId)?.accountFor(id, entitlement) ?? '',
      requester: JSON.stringify(requester),
      state: 'intended' as const,
      expires_at: new Date(expiresAt),
      // Due at once for whoever comes after the claim has run out.
      due_at: new Date(clock.now()),
      claim,
      claimed_until: claims.until(),
    };
  };
  return inTransaction(db, async (tx) => {
    const rows = await tx.insertInto('lease').values(entitlements.map(row)).returningAll().execute();
    await auditLeases(tx, clock.now(), 'lease-intended', rows);
    return rows;
  });
}

async function mintOne({ issuers, log }: LeaseParts, row: LeaseRow): Promise<IssuerResult<Minted>> {
  const { id, target_id: targetId } = row;
  const issuer = issuers.get(targetId);
  if (issuer === undefined) throw new Error('A lease was intended at an unknown target.');
  const result = await issuer.mint(toLeaseOrder(row));
  if (!result.ok) log.warn({ leaseId: id, targetId, problem: result.error.kind }, result.error.sentence);
  return result;
}

/** `undefined`: some of them are not ours any more. */
async function writeActive(
  { db, clock, tell }: LeaseParts,
  intended: readonly LeaseRow[],
  results: readonly IssuerResult<Minted>[],
  claim: string,
): Promise<readonly LeaseRow[] | undefined> {
  const ids = intended.map(({ id }) => id);
  const active = await inTransaction(db, async (tx) => {
    const mine = await lockInOrder(
      tx,
      sql`id = any(${ids}::text[]) and state = 'intended' and claim = ${claim}`,
    );
    if (mine.length < ids.length) return undefined;
    const rows = await tx
      .updateTable('lease')
      .set({ state: 'active', due_at: sql<Date>`expires_at`, claim: null, claimed_until: null })
      .where('id', 'in', ids)
      .returningAll()
      .execute();
    await auditLeases(tx, clock.now(), 'lease-active', rows);
    return Promise.all(rows.map((row) => keepCertificate(tx, row, intended, results)));
  });
  if (active !== undefined) tell(active);
  return active;
}

/** A certificate is public; the desktop and an extension need it later. */
async function keepCertificate(
  tx: Tx,
  row: LeaseRow,
  intended: readonly LeaseRow[],
  results: readonly IssuerResult<Minted>[],
): Promise<LeaseRow> {
  const { connection } = mintedFor(row, intended, results);
  if (connection.kind !== 'ssh') return row;
  const { certificate } = connection;
  await tx.updateTable('lease').set({ certificate }).where('id', '=', row.id).execute();
  return { ...row, certificate };
}

async function takeBack(
  { db, clock, kick, tell }: LeaseParts,
  intended: readonly LeaseRow[],
  minted: readonly { readonly value: Minted }[],
  sentence: string,
): Promise<MintOutcome> {
  for (const { value } of minted) value.secret.fill(0); // SECURITY: lease-all-or-none
  const ids = intended.map(({ id }) => id);
  const rows = await inTransaction(db, (tx) =>
    orderEndOfLeases(tx, clock.now(), ids, 'not all could be minted'),
  );
  tell(rows);
  kick();
  return { ok: false, sentence };
}

function mintedFor(
  lease: Pick<Lease, 'id'>,
  intended: readonly LeaseRow[],
  results: readonly IssuerResult<Minted>[],
): Minted {
  const result = results[intended.findIndex(({ id }) => id === lease.id)];
  if (result?.ok !== true) throw new Error('An active lease was not minted.');
  return result.value;
}

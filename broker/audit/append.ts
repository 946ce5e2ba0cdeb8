/**
 * Writes to the audit, always in the transaction of what it records. One lock orders all writers, so that the sequence has no gap
 * and events get their numbers in the order of the commits. It can only add: the run-time role has no other right.
 */
import { sql } from 'kysely';
import type { Tx } from '../storage/transaction.ts';
import { chainHash, GENESIS, toEntry, type AuditFact } from './entry.ts';

/** An arbitrary number of ours for PostgreSQL's advisory locks: "stnt". */
const WRITERS_LOCK = 0x73746e74;

/** Transactions that have the lock already: asking again would be a way to the database and back for nothing. */
const holding = new WeakSet<Tx>();

/** Waits until no other transaction writes audit or events; held until the transaction ends. Take row locks before it. */
export async function lockWriters(tx: Tx): Promise<void> {
  if (holding.has(tx)) return;
  await sql`select pg_advisory_xact_lock(${WRITERS_LOCK}::bigint)`.execute(tx);
  holding.add(tx);
}

export async function appendAudit(tx: Tx, fact: AuditFact): Promise<void> {
  await lockWriters(tx);
  const last = await tx
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const seq = (last?.seq ?? 0) + 1;
  const previous = last?.hash ?? GENESIS;
  const entry = toEntry(seq, fact);
  await tx
    .insertInto('audit')
    .values({ seq, at: new Date(fact.at), entry, previous, hash: chainHash(previous, entry) })
    .execute();
}

/**
 * Writes to the audit, always in the transaction of what it records. One lock orders all writers, so that the sequence has no gap
 * and events get their numbers in the order of the commits. It can only add: the run-time role has no other right.
 */
import { sql } from 'kysely';
import type { Tx } from '../storage/transaction.ts';
import { chainHash, GENESIS, toEntry, type AuditFact } from './entry.ts';

/** An arbitrary number of ours for PostgreSQL's advisory locks: "stnt". */
const WRITERS_LOCK = 0x73746e74;

const MOST_AT_ONCE = 1000;

/** Transactions that have the lock already: asking again would be a way to the database and back for nothing. */
const holding = new WeakSet<Tx>();

/** Waits until no other transaction writes audit or events; held until the transaction ends. Take row locks before it. */
export async function lockWriters(tx: Tx): Promise<void> {
  if (holding.has(tx)) return;
  await sql`select pg_advisory_xact_lock(${WRITERS_LOCK}::bigint)`.execute(tx);
  holding.add(tx);
}

export async function appendAudit(tx: Tx, fact: AuditFact): Promise<void> {
  await appendAudits(tx, [fact]);
}

/** In the order they are given. */
export async function appendAudits(tx: Tx, facts: readonly AuditFact[]): Promise<void> {
  if (facts.length === 0) return;
  await lockWriters(tx);
  const last = await tx
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  let { seq, hash: previous } = last ?? { seq: 0, hash: GENESIS };
  const rows = facts.map((fact) => {
    seq += 1;
    const entry = toEntry(seq, fact);
    const row = { seq, at: new Date(fact.at), entry, previous, hash: chainHash(previous, entry) };
    previous = row.hash;
    return row;
  });
  for (let from = 0; from < rows.length; from += MOST_AT_ONCE) {
    const page = rows.slice(from, from + MOST_AT_ONCE);
    // As columns: a statement with a place for every value takes longer to put together than to carry out. And what is JSON within JSON is
    // escaped several times as fast as within an array of PostgreSQL's.
    await sql`insert into audit (seq, at, entry, previous, hash) select * from rows from (
      unnest(${page.map((row) => row.seq)}::int8[], ${page.map((row) => row.at)}::timestamptz[]),
      json_array_elements_text(${JSON.stringify(page.map((row) => row.entry))}::json),
      unnest(${page.map((row) => row.previous)}::bytea[], ${page.map((row) => row.hash)}::bytea[]))`.execute(
      tx,
    );
  }
}

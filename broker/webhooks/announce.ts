/**
 * Says that something has happened, in the transaction in which it happens: where that is undone nothing is told, where it is committed nothing
 * is lost. It sends nothing: deliveries follow the commit, so that nobody outside can hold a review up.
 */
import { sql } from 'kysely';
import type { Tx } from '../storage/transaction.ts';
import type { Announcement } from './announcement.ts';

const MOST_AT_ONCE = 1000;

export async function announce(tx: Tx, ...facts: readonly Announcement[]): Promise<void> {
  for (let from = 0; from < facts.length; from += MOST_AT_ONCE)
    await insert(tx, facts.slice(from, from + MOST_AT_ONCE));
}

async function insert(tx: Tx, facts: readonly Announcement[]): Promise<void> {
  await sql`insert into announcement (at, fact) select at, fact from rows from (
    unnest(${facts.map(({ at }) => new Date(at))}::timestamptz[]),
    jsonb_array_elements(${JSON.stringify(facts)}::jsonb)) as told(at, fact)`.execute(tx);
}

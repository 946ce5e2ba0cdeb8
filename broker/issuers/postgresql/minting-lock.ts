/**
 * Tells a login that is not there from one that is just being made: a broker that was killed while its CREATE ROLE waits in the server does not
 * take that back. Both sides must ask in the same database, which is the one where roles are made.
 */
import pg from 'pg';
import type { Ask } from './target-sessions.ts';

/** Stands before what makes the login, in the same transaction. `hashtextextended`: 64 bits, since PostgreSQL 11. */
export function holdWhileMinting(account: string): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended(${pg.escapeLiteral(account)}, 0))`;
}

/** The login may appear yet: the try to take it away has failed, and comes again. */
export class BeingMadeError extends Error {
  override readonly name = 'BeingMadeError';
}

/** Those of these accounts that are not there and that nobody is making. */
export async function findAbsent(ask: Ask, accounts: readonly string[]): Promise<readonly string[]> {
  if (accounts.length === 0) return [];
  // SECURITY: issuer-absent-when-nobody-makes-it
  const free = await ask(
    'SELECT account FROM unnest($1::text[]) account WHERE pg_try_advisory_xact_lock_shared(hashtextextended(account, 0))',
    [accounts],
  );
  const names = free.rows.map((row) => String(row['account']));
  // A statement of its own: it sees what was made before nobody was making it any more.
  const there = await ask('SELECT rolname FROM pg_roles WHERE rolname = ANY($1)', [names]);
  const made = new Set(there.rows.map((row) => row['rolname']));
  return names.filter((name) => !made.has(name));
}

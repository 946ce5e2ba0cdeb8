/**
 * Takes many temporary logins away in few statements. Those that have neither sessions nor anything of their own are dropped, which closes them;
 * the others are closed, and left for the way of one by one. PostgreSQL drops none that has come to own something meanwhile.
 */
import pg from 'pg';
import { findLeftSessions } from './end-sessions.ts';
import { findAbsent } from './minting-lock.ts';
import type { TargetSessions } from './target-sessions.ts';

export interface RevokeLoginsDeps {
  readonly sessions: TargetSessions;
  /** In whose name each is changed and dropped; `null`: in the issuer's own. */
  readonly makerOf: (account: string) => Promise<string | null>;
  /** Told the oids of those that are about to be dropped, by account. */
  readonly noteMarks: (marks: ReadonlyMap<string, string>) => Promise<void>;
}

/** `known`: oids that earlier attempts have noted, by account. Answers those that are gone, those that were not there among them. */
export async function revokeLogins(
  deps: RevokeLoginsDeps,
  accounts: readonly string[],
  known: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { ask } = deps.sessions;
  const found = await ask('SELECT oid::text AS oid, rolname FROM pg_roles WHERE rolname = ANY($1)', [
    accounts,
  ]);
  const oidOf = new Map(found.rows.map((row) => [String(row['rolname']), String(row['oid'])]));
  const there = accounts.filter((account) => oidOf.has(account));
  const absent = await findAbsent(
    ask,
    accounts.filter((account) => !oidOf.has(account)),
  );
  /** Of these, gone by now, those that nobody is signed in with any more. */
  async function withoutSessions(these: readonly string[]): Promise<readonly string[]> {
    const markOf = (account: string): string | undefined => oidOf.get(account) ?? known.get(account);
    const left = new Set(
      await findLeftSessions(
        deps,
        these.map(markOf).filter((mark) => mark !== undefined),
      ),
    );
    return these.filter((account) => !left.has(markOf(account) ?? ''));
  }
  if (there.length === 0) return withoutSessions(absent);

  const makers = new Map<string, string | null>();
  for (const account of there) makers.set(account, await deps.makerOf(account));
  /** One transaction, maker by maker. */
  async function each(
    these: readonly string[],
    work: (names: readonly string[]) => readonly string[],
  ): Promise<void> {
    const byMaker = Map.groupBy(these, (account) => makers.get(account) ?? null);
    const statements = [...byMaker].flatMap(([maker, names]) => [
      maker === null ? 'RESET ROLE' : `SET LOCAL ROLE ${quote(maker)}`,
      ...work(names.map(quote)),
    ]);
    await ask([...statements, 'RESET ROLE'].join('; '));
  }

  const oids = there.map((account) => oidOf.get(account));
  const busy = await ask(
    `SELECT rolname FROM pg_roles WHERE oid = ANY($1::int8[]::oid[]) AND (
         oid IN (SELECT usesysid FROM pg_stat_activity)
      OR oid IN (SELECT refobjid FROM pg_shdepend
                  WHERE refclassid = 'pg_authid'::regclass AND classid <> 'pg_auth_members'::regclass))`,
    [oids],
  );
  const held = new Set(busy.rows.map((row) => String(row['rolname'])));
  // SECURITY: issuer-close-before-ending
  if (held.size > 0)
    await each([...held], (names) => names.map((name) => `ALTER ROLE ${name} NOLOGIN PASSWORD NULL`));
  const free = there.filter((account) => !held.has(account));
  if (free.length === 0) return withoutSessions(absent);
  await deps.noteMarks(new Map(free.map((account) => [account, oidOf.get(account) ?? '']))); // SECURITY: issuer-sessions-known-after-drop
  // One transaction: where one of them cannot be dropped after all none is, and each is tried by itself.
  await each(free, (names) => [`DROP ROLE IF EXISTS ${names.join(', ')}`]);
  // Somebody who came in just before has no rights any more; the session is ended one by one.
  return withoutSessions([...absent, ...free]);
}

function quote(account: string): string {
  return pg.escapeIdentifier(account);
}

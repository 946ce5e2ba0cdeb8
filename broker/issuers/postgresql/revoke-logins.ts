/**
 * Takes many temporary logins away in few statements. Those that have neither sessions nor anything of their own are dropped, which closes them;
 * the others are closed, and left for the way of one by one. PostgreSQL drops none that has come to own something meanwhile.
 */
import pg from 'pg';
import { findAbsent } from './minting-lock.ts';
import { endSessions, type RevokeDeps } from './revoke-login.ts';

/** Answers the accounts that are gone, those that were not there among them. */
export async function revokeLogins(
  deps: Pick<RevokeDeps, 'sessions' | 'clock'> & {
    /** In whose name each is changed and dropped; `null`: in the issuer's own. */
    readonly makerOf: (account: string) => Promise<string | null>;
  },
  accounts: readonly string[],
): Promise<readonly string[]> {
  const { ask } = deps.sessions;
  const found = await ask('SELECT oid::int8 AS oid, rolname FROM pg_roles WHERE rolname = ANY($1)', [
    accounts,
  ]);
  const oidOf = new Map(found.rows.map((row) => [String(row['rolname']), row['oid']]));
  const there = accounts.filter((account) => oidOf.has(account));
  const absent = await findAbsent(
    ask,
    accounts.filter((account) => !oidOf.has(account)),
  );
  if (there.length === 0) return absent;

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
  if (free.length === 0) return absent;
  // One transaction: where one of them cannot be dropped after all none is, and each is tried by itself.
  await each(free, (names) => [`DROP ROLE IF EXISTS ${names.join(', ')}`]);
  // Somebody who came in just before has no rights any more; the session ends too.
  await endSessions(
    deps,
    free.map((account) => oidOf.get(account)),
  );
  return [...absent, ...free];
}

function quote(account: string): string {
  return pg.escapeIdentifier(account);
}

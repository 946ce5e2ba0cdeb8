/**
 * Takes a temporary login away, whatever state an earlier attempt has left it in: closed first, then its sessions ended, then what it owns
 * handed to a role without rights and closed to everybody, then dropped. It never drops data.
 */
import pg from 'pg';
import type { Revocation } from '../../ports/issuer.ts';
import { toJoin } from './mint-login.ts';
import { endLeftSessions, endSessions, type EndingDeps } from './end-sessions.ts';
import { BeingMadeError, findAbsent } from './minting-lock.ts';
import { giveAway, listOwned, type OwnedObject } from './owned-objects.ts';
import { MEMBERSHIP_OPTIONS_SINCE } from './server-version.ts';

export interface RevokeDeps extends EndingDeps {
  /** `server_version_num`: 180004 is 18.4. */
  readonly serverVersion: number;
  /** NOLOGIN and without any rights. Never the profile's role: a SECURITY DEFINER function handed to that would go on reading. */
  readonly leftBehindRole: string;
  readonly reached: (step: RevokeStep) => Promise<void>;
}

export type RevokeStep = 'closed' | 'sessions-ended' | 'noted' | 'given-away' | 'dropped';

export async function revokeLogin(
  deps: RevokeDeps,
  { account, role, mark }: { readonly account: string; readonly role: string; readonly mark: string | null },
  noteDown: (found: Revocation) => Promise<void>,
): Promise<void> {
  const { ask } = deps.sessions;
  const name = pg.escapeIdentifier(account);
  const found = await ask('SELECT oid::text AS oid FROM pg_roles WHERE rolname = $1', [account]);
  const [login] = found.rows;
  if (login === undefined) {
    const [absent] = await findAbsent(ask, [account]);
    if (absent === undefined) throw new BeingMadeError(`${account} is just being made.`);
    // Whoever dropped it may not have lived to end them, or somebody was just signing in.
    const left = mark === null ? 0 : await endLeftSessions(deps, mark);
    if (left > 0) await noteDown({ sessionsEnded: left, leftBehind: [] });
    return;
  }

  const oid = String(login['oid']);
  await ask(`ALTER ROLE ${name} NOLOGIN PASSWORD NULL`); // SECURITY: issuer-close-before-ending
  await deps.reached('closed');
  const sessionsEnded = await endSessions(deps, oid);
  await deps.reached('sessions-ended');

  const databases = await databasesOf(deps, oid);
  const roles = databases.length === 0 ? [] : await rolesOf(deps, oid, role);
  const takeAway = roles.length === 0 ? [] : [`REVOKE ${roles.join(', ')} FROM ${name}`];
  // SECURITY: issuer-rights-end-first
  // A function of the login's own keeps the login's rights for as long as anything below fails; so it has none from here on.
  for (const statement of takeAway) await ask(statement);
  const owned = new Map<string, readonly OwnedObject[]>();
  for (const database of databases) {
    owned.set(
      database,
      await deps.sessions.visit(database, (askThere) => listOwned(askThere, oid, deps.leftBehindRole)),
    );
  }
  const leftBehind = describeOwned(owned);
  await noteDown({ sessionsEnded, leftBehind, mark: oid }); // SECURITY: issuer-sessions-known-after-drop
  await deps.reached('noted');

  // Since PostgreSQL 16 making a role no longer gives its maker its rights, which handing over its objects takes.
  if (databases.length > 0) {
    const options = deps.serverVersion >= MEMBERSHIP_OPTIONS_SINCE ? ' WITH INHERIT TRUE, SET TRUE' : '';
    await ask(`GRANT ${name} TO CURRENT_USER${options}`);
  }
  // Handing over takes the profile's rights on schemas: lent back within the transaction, seen by nobody else.
  const lend = roles.length === 0 ? [] : [toJoin(roles.join(', '), name, deps.serverVersion)];
  for (const [database, objects] of owned) {
    await deps.sessions.visit(database, (askThere) =>
      giveAway(askThere, account, deps.leftBehindRole, objects, { lend, takeAway }),
    );
  }
  await deps.reached('given-away');
  await ask(`DROP ROLE IF EXISTS ${name}`);
  // Somebody who was just signing in when the login was closed has no rights any more; the session ends too.
  await endLeftSessions(deps, oid);
  await deps.reached('dropped');
}

/** Roles the login has or had from us, quoted: what it is a member of, and the profile's role for an attempt that finds it taken away. */
async function rolesOf(deps: RevokeDeps, oid: string, role: string): Promise<readonly string[]> {
  const { rows } = await deps.sessions.ask(
    `SELECT oid::regrole::text AS name FROM pg_roles
      WHERE (rolname = $2 OR oid IN (SELECT roleid FROM pg_auth_members WHERE member = $1::int8::oid))
        AND pg_has_role(current_user, oid, 'MEMBER WITH ADMIN OPTION')
      ORDER BY 1`,
    [oid, role],
  );
  return rows.map((row) => String(row['name']));
}

/** Databases that hold something of the login's; what no database holds (dbid 0) is seen from any, so it counts as ours. */
async function databasesOf(deps: RevokeDeps, oid: string): Promise<readonly string[]> {
  const { rows } = await deps.sessions.ask(
    `SELECT DISTINCT coalesce(datname, current_database()) AS name
       FROM pg_shdepend LEFT JOIN pg_database ON pg_database.oid = dbid
      WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::int8::oid
        AND classid <> 'pg_auth_members'::regclass
      ORDER BY 1`,
    [oid],
  );
  return rows.map((row) => String(row['name']));
}

function describeOwned(owned: ReadonlyMap<string, readonly OwnedObject[]>): readonly string[] {
  const severalDatabases = [...owned.values()].filter((objects) => objects.length > 0).length > 1;
  return [...owned].flatMap(([database, objects]) =>
    objects.map(
      ({ type, identity, keepable }) =>
        `${type} ${identity}${severalDatabases ? ` in ${database}` : ''}${keepable ? '' : ' (dropped)'}`,
    ),
  );
}

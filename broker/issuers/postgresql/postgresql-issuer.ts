/**
 * Issues temporary PostgreSQL logins: each inherits the rights of one NOLOGIN role and goes when its lease ends. Its own login at the target
 * is no superuser. A password it has made is in the answer of `mint` and nowhere else.
 */
import pg from 'pg';
import type { PostgresqlConnection } from '../../../shared/api.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Issuer, IssuerResult } from '../../ports/issuer.ts';
import type { EntitlementRule, PostgresqlEntitlement } from '../../ports/profile-rule.ts';
import { toAccount, toLeaseId } from './account.ts';
import { findLeftSessions } from './end-sessions.ts';
import { extendLogin } from './extend-login.ts';
import { createMakers } from './makers.ts';
import { mintLogin } from './mint-login.ts';
import { makePassword } from './password.ts';
import { revokeLogin, type RevokeStep } from './revoke-login.ts';
import { revokeLogins } from './revoke-logins.ts';
import { makeScramVerifier } from './scram-verifier.ts';
import { askServerVersion, MEMBERSHIP_OPTIONS_SINCE } from './server-version.ts';
import { toIssuerError } from './target-error.ts';
import { createTargetSessions, type TargetLogin } from './target-sessions.ts';

export interface PostgresqlIssuerDeps {
  readonly clock: Clock;
  /** The target's name in sentences: "billing". */
  readonly targetName: string;
  /** The broker's own way in: CREATEROLE, ADMIN OPTION on the profiles' roles, pg_signal_backend; member of `leftBehindRole`. */
  readonly login: TargetLogin;
  /** How people reach the target, where that differs from the broker's way. */
  readonly reachedAt: Pick<PostgresqlConnection, 'host' | 'port' | 'sslMode'>;
  /** Owns what logins leave behind: NOLOGIN, no rights at all. */
  readonly leftBehindRole: string;
  /** Told between the steps of taking one login away. */
  readonly reached?: (step: RevokeStep) => Promise<void>;
}

/** SQLSTATE invalid_parameter_value: what SET ROLE says of a role that is not there. */
const NO_SUCH_ROLE = '22023';

export function createPostgresqlIssuer(deps: PostgresqlIssuerDeps): Issuer {
  const sessions = createTargetSessions(deps.login);
  const reached = deps.reached ?? ((): Promise<void> => Promise.resolve());
  let version: number | undefined;
  const serverVersion = async (): Promise<number> => (version ??= await askServerVersion(sessions.ask));

  const makers = createMakers(sessions.ask, deps.login.user);
  async function makerOf(account: string): Promise<string | null> {
    if ((await serverVersion()) < MEMBERSHIP_OPTIONS_SINCE) return null;
    const maker = makers.of(account);
    return (await makers.ensure(maker)) ? maker : null;
  }

  /** Where its maker has been dropped by hand the login is made once more, by a maker that is made anew. */
  async function withMaker(account: string, work: (maker: string | null) => Promise<void>): Promise<void> {
    const maker = await makerOf(account);
    try {
      await work(maker);
    } catch (error) {
      if (maker === null || !(error instanceof pg.DatabaseError) || error.code !== NO_SUCH_ROLE) throw error;
      makers.forget(maker);
      await work(await makerOf(account));
    }
  }

  async function answer<T>(work: () => Promise<T>): Promise<IssuerResult<T>> {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      return { ok: false, error: toIssuerError(error, deps.targetName) };
    }
  }

  return {
    accountFor: toAccount,

    async mint({ leaseId, entitlement, expiresAt }) {
      const secret = makePassword();
      const account = toAccount(leaseId);
      const { role, database } = toDatabaseRole(entitlement);
      const minted = await answer(async () => {
        const verifier = await makeScramVerifier(secret);
        await withMaker(account, async (maker) =>
          mintLogin(sessions.ask, await serverVersion(), { account, verifier, role, expiresAt, maker }),
        );
        const connection = { kind: 'postgresql' as const, ...deps.reachedAt, database };
        return { connection: { ...connection, username: account }, secret };
      });
      if (!minted.ok) secret.fill(0);
      return minted;
    },

    async extend({ leaseId, expiresAt }) {
      const extended = await answer(() => extendLogin(sessions.ask, toAccount(leaseId), expiresAt));
      if (!extended.ok) return extended;
      if (extended.value) return { ok: true, value: { certificate: null } };
      const sentence = `The login at ${deps.targetName} is not there any more, so it cannot be extended.`;
      return { ok: false, error: { kind: 'refused', sentence } };
    },

    revoke: ({ leaseId, entitlement, mark = null }, noteDown) =>
      answer(async () => {
        const { clock, leftBehindRole } = deps;
        const parts = { sessions, clock, leftBehindRole, reached, serverVersion: await serverVersion() };
        const { role } = toDatabaseRole(entitlement);
        await revokeLogin(parts, { account: toAccount(leaseId), role, mark }, noteDown);
        return null;
      }),

    async revokeMany(orders, noteMarks) {
      const idOf = new Map(orders.map(({ leaseId }) => [toAccount(leaseId), leaseId]));
      const known = new Map(
        orders.flatMap(({ leaseId, mark }) => (mark ? [[toAccount(leaseId), mark]] : [])),
      );
      const note = (marks: ReadonlyMap<string, string>): Promise<void> =>
        noteMarks(new Map([...marks].map(([account, mark]) => [idOf.get(account) ?? '', mark])));
      try {
        const gone = await revokeLogins({ sessions, makerOf, noteMarks: note }, [...idOf.keys()], known);
        return { ok: true, value: gone.flatMap((account) => idOf.get(account) ?? []) };
      } catch (error) {
        // Where the server has said no to a statement for all of them, each is tried by itself, and has its own answer.
        if (error instanceof pg.DatabaseError) return { ok: true, value: [] };
        return { ok: false, error: toIssuerError(error, deps.targetName) };
      }
    },

    leasesAtTarget: () =>
      answer(async () => {
        // Logins this issuer may administer: another broker's on the same server are not ours to judge. Before 16 there is no telling.
        const { rows } = await sessions.ask(
          // Not pg_has_role for each: that looks through all of them every time.
          `SELECT rolname FROM pg_roles
            WHERE rolname LIKE 'stint\\_%' AND (current_setting('server_version_num')::int < 160000
               OR oid IN (SELECT roleid FROM pg_auth_members WHERE admin_option AND member IN (
                    SELECT oid FROM pg_roles WHERE rolname = current_user
                        OR (rolname LIKE 'stint\\_maker\\_%' AND pg_has_role(current_user, oid, 'MEMBER')))))`,
        );
        return rows.map((row) => toLeaseId(String(row['rolname']))).filter((id) => id !== undefined);
      }),

    marksAtTarget: () => answer(() => findLeftSessions({ sessions }, 'all')),

    close: () => sessions.close(),
  };
}

/** The configuration gives each target entitlements of its own kind. */
function toDatabaseRole(entitlement: EntitlementRule): PostgresqlEntitlement {
  if (entitlement.kind !== 'postgresql') throw new Error('An entitlement of another kind at PostgreSQL.');
  return entitlement;
}

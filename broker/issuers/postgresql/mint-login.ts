/** Makes a temporary login with the rights of a profile's role. One transaction: the login is there whole or not at all. */
import pg from 'pg';
import type { Instant } from '../../../shared/instant.ts';
import { toRfc3339 } from '../../../shared/instant.ts';
import { holdWhileMinting } from './minting-lock.ts';
import { MEMBERSHIP_OPTIONS_SINCE } from './server-version.ts';
import type { Ask } from './target-sessions.ts';

export interface LoginOrder {
  readonly account: string;
  /** Never the password itself. */
  readonly verifier: string;
  readonly role: string;
  readonly expiresAt: Instant;
  /** In whose name the login is made; `null`: in the issuer's own. */
  readonly maker: string | null;
}

/** Tools open a few connections; nobody needs a hundred. */
const MOST_CONNECTIONS = 5;

export async function mintLogin(ask: Ask, serverVersion: number, order: LoginOrder): Promise<void> {
  const account = pg.escapeIdentifier(order.account);
  const role = pg.escapeIdentifier(order.role);
  // SECURITY: issuer-login-bounded
  const create =
    `CREATE ROLE ${account} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT ` +
    `CONNECTION LIMIT ${MOST_CONNECTIONS} VALID UNTIL ${pg.escapeLiteral(toRfc3339(order.expiresAt))} ` +
    `PASSWORD ${pg.escapeLiteral(order.verifier)}`;
  const made =
    order.maker === null
      ? create
      : `SET LOCAL ROLE ${pg.escapeIdentifier(order.maker)}; ${create}; RESET ROLE`;
  await ask(`${holdWhileMinting(order.account)}; ${made}; ${toJoin(role, account, serverVersion)}`);
}

/** Without SET the login cannot become the profile's role, and so cannot leave objects behind in its name. */
export function toJoin(quotedRoles: string, quotedAccount: string, serverVersion: number): string {
  const options =
    serverVersion >= MEMBERSHIP_OPTIONS_SINCE ? ' WITH INHERIT TRUE, SET FALSE, ADMIN FALSE' : '';
  return `GRANT ${quotedRoles} TO ${quotedAccount}${options}`;
}

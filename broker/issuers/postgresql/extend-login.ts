/** Moves the end of a temporary login. It changes no password and makes nothing: a login that is gone or closed stays so. */
import pg from 'pg';
import { toRfc3339, type Instant } from '../../../shared/instant.ts';
import type { Ask } from './target-sessions.ts';

/** `false`: there is no such login, or it has been closed. */
export async function extendLogin(ask: Ask, account: string, expiresAt: Instant): Promise<boolean> {
  // SECURITY: issuer-extend-open-only
  const { rows } = await ask('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [account]);
  if (rows[0]?.['rolcanlogin'] !== true) return false;
  // Closing a login takes LOGIN and the password away and leaves this date alone, so an extension that comes late opens nothing.
  const until = pg.escapeLiteral(toRfc3339(expiresAt));
  await ask(`ALTER ROLE ${pg.escapeIdentifier(account)} VALID UNTIL ${until}`);
  return true;
}

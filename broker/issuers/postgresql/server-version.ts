/** Which PostgreSQL a target runs, and what hangs on that. It asks once per issuer: a server that is upgraded drops its connections. */
import type { Ask } from './target-sessions.ts';

/** From PostgreSQL 16 on a membership says whether it may be inherited, become (SET) and passed on (ADMIN). */
export const MEMBERSHIP_OPTIONS_SINCE = 160_000;

/** `server_version_num`: 180004 is 18.4. */
export async function askServerVersion(ask: Ask): Promise<number> {
  const { rows } = await ask('SHOW server_version_num');
  return Number(rows[0]?.['server_version_num']);
}

/**
 * Ends the sessions of a login, and those that have outlived it: they are known by its role's oid alone then, which is written down before the
 * role is dropped. It never touches sessions of a role that is there by another name, nor those of roles that others have dropped.
 */
import type { Clock } from '../../ports/clock.ts';
import type { TargetSessions } from './target-sessions.ts';

export interface EndingDeps {
  readonly sessions: TargetSessions;
  readonly clock: Clock;
}

const END_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 10;

/** Oids are given anew when a server has come to the last: then they are somebody else's. */
const IS_GONE = 'NOT EXISTS (SELECT FROM pg_roles WHERE oid = usesysid)';

/** Until none is left; answers how many there were. */
export function endSessions(deps: EndingDeps, oid: string): Promise<number> {
  return end(deps, oid, 'true');
}

/** Of a login that has been dropped. */
// SECURITY: issuer-sessions-known-after-drop
export function endLeftSessions(deps: EndingDeps, oid: string): Promise<number> {
  return end(deps, oid, IS_GONE);
}

/** Those of these oids, or of all, that sessions are of whose role has been dropped. */
export async function findLeftSessions(
  { sessions }: Pick<EndingDeps, 'sessions'>,
  oids: readonly string[] | 'all',
): Promise<readonly string[]> {
  if (oids.length === 0) return [];
  const { rows } = await sessions.ask(
    `SELECT DISTINCT usesysid::int8::text AS mark FROM pg_stat_activity
      WHERE usesysid <> 0 AND ($1::int8[] IS NULL OR usesysid = ANY($1::int8[]::oid[])) AND ${IS_GONE}`,
    [oids === 'all' ? null : oids],
  );
  return rows.map((row) => String(row['mark']));
}

async function end({ sessions, clock }: EndingDeps, oid: string, which: string): Promise<number> {
  const ended = new Set<unknown>();
  const giveUpAt = clock.now() + END_WITHIN_MS;
  for (;;) {
    const { rows } = await sessions.ask(
      `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE usesysid = $1::int8::oid AND ${which}`,
      [oid],
    );
    if (rows.length === 0) return ended.size;
    for (const row of rows) ended.add(row['pid']);
    if (clock.now() > giveUpAt) throw new Error('Sessions of the login do not end.');
    await new Promise<void>((resolve) => void clock.at(clock.now() + LOOK_AGAIN_MS, resolve));
  }
}

/** How much each webhook has not been told yet, for whoever watches over the broker. It changes nothing. */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import type { Database } from '../storage/database.ts';

export interface Waiting {
  readonly webhook: string;
  readonly deliveries: number;
  /** How long the oldest of them has waited; 0 where none waits. */
  readonly oldestSeconds: number;
}

/** Also for those that nothing waits for: an alarm needs its nought. */
export async function listWaiting(
  db: Kysely<Database>,
  webhookIds: readonly string[],
  now: Instant,
): Promise<readonly Waiting[]> {
  const rows = await db
    .selectFrom('delivery')
    .select([
      'webhook',
      (build) => build.fn.countAll<number>().as('deliveries'),
      sql<Date>`min(announced_at)`.as('since'),
    ])
    .groupBy('webhook')
    .execute();
  const known = new Map(rows.map((row) => [row.webhook, row]));
  return [...new Set([...webhookIds, ...known.keys()])].map((webhook) => {
    const row = known.get(webhook);
    if (row === undefined) return { webhook, deliveries: 0, oldestSeconds: 0 };
    const oldestSeconds = Math.max(0, Math.floor((now - Number(row.since)) / 1000));
    return { webhook, deliveries: row.deliveries, oldestSeconds };
  });
}

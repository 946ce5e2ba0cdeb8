/** For whoever runs the broker: alive, ready, a few counters. No person and no grant can be told from them. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { doesAnswer } from '../policy/evaluate.ts';
import { listWaiting } from '../webhooks/waiting.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError } from './problem-error.ts';

const STALE_POLICIES =
  'The policies on disk are wrong, so the old ones stay in force. The log says what is wrong at which line.';

const ENGINE_BROKEN =
  'The policy engine has broken, so everything that policy is asked about is refused. Restart the broker.';

const CLOCK_OFF =
  'This machine’s clock is not that of the storage, and access ends by it. Set right whichever is wrong; stint_clock_offset_seconds of /metrics says how far it is off.';

/** States of leases that are not over; an alarm on `stuck` needs its nought as well. */
const OPEN = ['intended', 'active', 'revoking', 'stuck'] as const;

export function registerOperatorRoutes(
  app: FastifyInstance,
  { db, clock, streams, leaseTally, policies, webhookIds, clockWatch }: HttpDeps,
): void {
  const answered = new Map<string, number>();
  app.addHook('onResponse', (_request, reply, done) => {
    const kind = `${String(Math.floor(reply.statusCode / 100))}xx`;
    answered.set(kind, (answered.get(kind) ?? 0) + 1);
    done();
  });

  app.get('/healthz', { schema: { summary: 'The process runs' } }, () => ({ status: 'ok' }));

  app.get('/readyz', { schema: { summary: 'The database answers' } }, async () => {
    try {
      await sql`select 1`.execute(db);
    } catch {
      throw new ProblemError('unavailable', 'The broker’s database does not answer.');
    }
    if (!doesAnswer(policies.current())) return { status: 'degraded', trouble: ENGINE_BROKEN };
    if (clockWatch.isOff()) return { status: 'degraded', trouble: CLOCK_OFF };
    // Amber: it works, by the old policies, and somebody has to look.
    const troubles = policies.troubles();
    return troubles.length === 0 ? { status: 'ready' } : { status: 'degraded', trouble: STALE_POLICIES };
  });

  app.get(
    '/metrics',
    { schema: { summary: 'Counters, in Prometheus’ text format' } },
    async (_request, reply) => {
      const rows = await db
        .selectFrom('grants')
        .select(['status', (build) => build.fn.countAll<number>().as('count')])
        .groupBy('status')
        .execute();
      // What is over is not counted: there is more of it every day.
      const leases = await db
        .selectFrom('lease')
        .select(['state', (build) => build.fn.countAll<number>().as('count')])
        .where('due_at', 'is not', null)
        .groupBy('state')
        .execute();
      const counts = new Map(leases.map(({ state, count }) => [state, count]));
      const { revoked, failed } = leaseTally();
      const waiting = await listWaiting(db, webhookIds, clock.now());
      const lines = [
        '# TYPE stint_http_answers_total counter',
        ...[...answered].map(([kind, count]) => `stint_http_answers_total{status="${kind}"} ${count}`),
        '# TYPE stint_grants gauge',
        ...rows.map((row) => `stint_grants{status="${row.status}"} ${row.count}`),
        '# TYPE stint_leases gauge',
        ...OPEN.map((state) => `stint_leases{state="${state}"} ${counts.get(state) ?? 0}`),
        '# TYPE stint_lease_revocations_total counter',
        `stint_lease_revocations_total{outcome="revoked"} ${revoked}`,
        `stint_lease_revocations_total{outcome="failed"} ${failed}`,
        '# TYPE stint_webhook_deliveries gauge',
        ...waiting.map((each) => `stint_webhook_deliveries{webhook="${each.webhook}"} ${each.deliveries}`),
        '# TYPE stint_webhook_oldest_delivery_seconds gauge',
        ...waiting.map(
          (each) => `stint_webhook_oldest_delivery_seconds{webhook="${each.webhook}"} ${each.oldestSeconds}`,
        ),
        '# TYPE stint_event_streams gauge',
        `stint_event_streams ${streams.count()}`,
        '# TYPE stint_clock_offset_seconds gauge',
        `stint_clock_offset_seconds ${clockWatch.offsetMs() / 1000}`,
        '# TYPE stint_policies_stale gauge',
        `stint_policies_stale ${policies.troubles().length > 0 ? 1 : 0}`,
        '# TYPE stint_policy_engine_broken gauge',
        `stint_policy_engine_broken ${doesAnswer(policies.current()) ? 0 : 1}`,
      ];
      return reply.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
    },
  );
}

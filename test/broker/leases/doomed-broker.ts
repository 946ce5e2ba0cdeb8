// A broker-like program for the crash tests: mints, uses and ends a lease on real servers, and kills itself with SIGKILL at one step.
// Arguments: a JSON of DoomedOrder. It prints nothing secret.
import pg from 'pg';
import { ulid } from 'ulid';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import {
  createPostgresqlIssuer,
  type PostgresqlIssuerDeps,
} from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { EntitlementRule } from '../../../broker/ports/profile-rule.ts';
import { createDatabase } from '../../../broker/storage/database.ts';
import { requester } from '../requester.ts';

export interface DoomedOrder {
  readonly storage: pg.PoolConfig;
  readonly issuer: Omit<PostgresqlIssuerDeps, 'clock' | 'reached'>;
  readonly entitlements: readonly EntitlementRule[];
  readonly grantId: string;
  /** "keeper:intended", "issuer:minted" … */
  readonly dieAt: string;
}

// The test that starts this program wrote it.
const order = JSON.parse(process.argv[2] ?? '') as DoomedOrder;
const clock = createSystemClock();
const reached = (who: string) => async (step: string) => {
  if (`${who}:${step}` === order.dieAt) process.kill(process.pid, 'SIGKILL');
};
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const issuer = createPostgresqlIssuer({ ...order.issuer, clock, reached: reached('issuer') });
const keeper = createLeaseKeeper({
  db: createDatabase({ connection: order.storage, onError: () => undefined }),
  clock,
  log,
  issuers: new Map(order.entitlements.map(({ targetId }) => [targetId, issuer])),
  newId: () => ulid(),
  random: () => 0,
  reached: reached('keeper'),
});
await keeper.start();
const { grantId, entitlements } = order;
const outcome = await keeper.mintAll({ grantId, entitlements, expiresAt: Date.now() + 3_600_000, requester });
if (!outcome.ok) throw new Error(outcome.sentence);
const [first] = outcome.leases;
if (first === undefined) throw new Error('Nothing was minted.');
// The person works: an open session, a table and a function of their own.
const { connection } = first.minted;
if (connection.kind !== 'postgresql') throw new Error('This is no login of a database.');
const { host, port, database, username: user } = connection;
const session = new pg.Client({ host, port, database, user, password: first.minted.secret.toString() });
session.on('error', () => undefined);
await session.connect();
await session.query(
  `CREATE TABLE desk."${grantId}" (line text);
   CREATE FUNCTION desk.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM public.customers LIMIT 1'`,
);
await keeper.endGrant(grantId);

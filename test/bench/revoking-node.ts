// What one broker does at the end of leases and grants as a process of its own, for the bench: told to look, it revokes what is due, ends the
// grants, and writes into them what became of the leases. Argument: a JSON of NodeOrder.
import type pg from 'pg';
import { ulid } from 'ulid';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import {
  createPostgresqlIssuer,
  type PostgresqlIssuerDeps,
} from '../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createDeadlines } from '../../broker/grants/deadlines.ts';
import { createLeaseFollower } from '../../broker/grants/follow-leases.ts';
import { createLeaseKeeper } from '../../broker/leases/lease-keeper.ts';
import { createDatabase } from '../../broker/storage/database.ts';

export interface NodeOrder {
  readonly storage: pg.PoolConfig;
  readonly issuer: Omit<PostgresqlIssuerDeps, 'clock' | 'reached'>;
}

// The bench wrote it.
const order = JSON.parse(process.argv[2] ?? '') as NodeOrder;
const clock = createSystemClock();
const log = { info: () => undefined, warn: console.error, error: console.error };
const db = createDatabase({ connection: order.storage, onError: () => undefined });
const keeper = createLeaseKeeper({
  db,
  clock,
  log,
  issuers: new Map([['billing', createPostgresqlIssuer({ ...order.issuer, clock })]]),
  newId: () => ulid(),
  random: () => 0,
});
const follower = createLeaseFollower({ db, clock, log, feed: { look: () => undefined } });
keeper.onChange((changes) => follower.note(changes));
const deadlines = createDeadlines(
  { db, clock, log },
  async (...changes) => {
    await keeper.endGrants(changes.map(({ grant }) => grant.id));
  },
  () => Promise.resolve(),
);
let ready = false;
process.on('message', () => {
  if (!ready) return;
  keeper.kick();
  deadlines.note(clock.now());
});
process.on('disconnect', () => process.exit());
// The look-around of a start would take the logins that no lease knows yet.
await keeper.start();
await deadlines.start();
ready = true;
process.send?.('ready');

// One broker's keeping of leases as a process of its own, for the bench: told to look, it revokes what is due. Argument: a JSON of NodeOrder.
import type pg from 'pg';
import { ulid } from 'ulid';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import {
  createPostgresqlIssuer,
  type PostgresqlIssuerDeps,
} from '../../broker/issuers/postgresql/postgresql-issuer.ts';
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
const keeper = createLeaseKeeper({
  db: createDatabase({ connection: order.storage, onError: () => undefined }),
  clock,
  log,
  issuers: new Map([['billing', createPostgresqlIssuer({ ...order.issuer, clock })]]),
  newId: () => ulid(),
  random: () => 0,
});
let ready = false;
process.on('message', () => {
  if (ready) keeper.kick();
});
process.on('disconnect', () => process.exit());
// The look-around of a start would take the logins that no lease knows yet.
await keeper.start();
ready = true;
process.send?.('ready');

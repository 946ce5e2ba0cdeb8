// A broker-like program for the crash tests: makes leases at real servers, or ends them, and kills itself with SIGKILL right before its nth
// statement that changes something. A transaction of its storage counts once: it is there whole or not at all. It prints nothing secret.
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import type pg from 'pg';
import { ulid } from 'ulid';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { toAccount } from '../../../broker/issuers/postgresql/account.ts';
import { createMakers } from '../../../broker/issuers/postgresql/makers.ts';
import {
  createPostgresqlIssuer,
  type PostgresqlIssuerDeps,
} from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { Issuer } from '../../../broker/ports/issuer.ts';
import type { EntitlementRule } from '../../../broker/ports/profile-rule.ts';
import { createDatabase } from '../../../broker/storage/database.ts';
import { requester } from '../requester.ts';
import { dieBefore } from './die-before.ts';

export interface DoomedOrder {
  readonly storage: pg.PoolConfig;
  readonly issuer: Omit<PostgresqlIssuerDeps, 'clock'>;
  readonly entitlements: readonly EntitlementRule[];
  readonly grantId: string;
  /** `mint again`: its maker is dropped meanwhile, of which it does not know. */
  readonly does: 'mint' | 'mint again' | 'end';
  /** All its logins are made in the name of this one. */
  readonly maker?: string;
  readonly dieBefore: number | string;
}

export interface MadeLogin {
  readonly user: string;
  readonly password: string;
}

// The test that starts this program wrote it.
const order = JSON.parse(process.argv[2] ?? '') as DoomedOrder;
const { grantId, entitlements, maker } = order;

const changes = dieBefore(order.dieBefore);
const clock = createSystemClock();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const real = createPostgresqlIssuer({ ...order.issuer, clock });
// What others have left is for the broker that comes after.
const issuer: Issuer = { ...real, leasesAtTarget: () => Promise.resolve({ ok: true, value: [] }) };
const makers = createMakers(
  () => Promise.reject(new Error('Only its names are asked.')),
  order.issuer.login.user,
);
const newId = (): string => {
  for (;;) {
    const id = ulid();
    if (maker === undefined || makers.of(toAccount(id)) === maker) return id;
  }
};
const keeper = createLeaseKeeper({
  db: createDatabase({ connection: order.storage, onError: () => undefined }),
  clock,
  log,
  issuers: new Map(entitlements.map(({ targetId }) => [targetId, issuer])),
  newId,
  random: () => 0,
});

async function mint(rules: readonly EntitlementRule[]): Promise<readonly MadeLogin[]> {
  const outcome = await keeper.mintAll({
    grantId,
    entitlements: rules,
    expiresAt: Date.now() + 3_600_000,
    requester,
  });
  if (!outcome.ok) throw new Error(outcome.sentence);
  return outcome.leases.map(({ minted: { connection, secret } }) => ({
    user: connection.username,
    password: secret.toString(),
  }));
}

async function end(): Promise<void> {
  await keeper.endGrant(grantId);
  await keeper.start();
  await keeper.stop();
}

const made =
  order.does === 'mint' ? [] : await mint(order.does === 'end' ? entitlements : entitlements.slice(0, 1));
// Whoever comes next starts sooner.
flushCompileCache();
process.send?.({ made });
await once(process, 'message');
changes.count();
await (order.does === 'end' ? end() : mint(entitlements));
process.exit();

// A storage, a target and brokers that die on them: what the crash tests share.
import { sql, type Kysely } from 'kysely';
import { ulid } from 'ulid';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import type { Issuer } from '../../../broker/ports/issuer.ts';
import type { LeaseKeeper } from '../../../broker/ports/lease-keeper.ts';
import type { EntitlementRule } from '../../../broker/ports/profile-rule.ts';
import type { Database } from '../../../broker/storage/database.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { startDemoServer, type DemoServer, type ServerVersion } from '../demo-server.ts';
import { startTestStorage } from '../test-storage.ts';
import { startDoomed, type Doomed } from './doom.ts';
import type { DoomedOrder } from './doomed-broker.ts';
import { findStrays } from './takeover.ts';

export const writer: EntitlementRule = {
  id: 'billing-write',
  kind: 'postgresql',
  targetId: 'billing',
  targetName: 'billing',
  role: 'billing_write',
  database: 'billing',
};

export interface CrashBench {
  readonly db: Kysely<Database>;
  readonly access: StorageAccess;
  readonly target: DemoServer;
  readonly issuer: Issuer;
  /** A broker that will die before its nth statement, or the first that a pattern fits. */
  doomed(parts: Pick<DoomedOrder, 'does' | 'entitlements' | 'dieBefore' | 'maker'>): Promise<Doomed>;
  /** A broker that lives. `reaches`: by another way to the target. */
  keeper(reaches?: Issuer): LeaseKeeper;
  /** The last of its three logins signs in, stays, and makes a table and a function of its own; the session is answered. */
  busy(doomed: Doomed): Promise<{ readonly broken: Promise<Error> }>;
  /** Leases whose login is at the target and that nobody means to take away. */
  strays(): Promise<readonly string[]>;
  /** How often the audit says this of each lease. */
  audited(action: string): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

export async function makeCrashBench(version: ServerVersion): Promise<CrashBench> {
  const [storage, target] = await Promise.all([startTestStorage(), startDemoServer(version)]);
  const access = await storage.fresh();
  const db = await openStorage(access, () => undefined);
  const issuer = createPostgresqlIssuer(target.issuerDeps);
  await target.asSuperuser(
    `CREATE SCHEMA desk; GRANT USAGE, CREATE ON SCHEMA desk TO billing_write, stint_left_behind;
     CREATE ROLE bystander LOGIN PASSWORD 'by'; GRANT CONNECT ON DATABASE billing TO bystander; GRANT USAGE ON SCHEMA desk TO bystander`,
  );
  const { targetName, login, reachedAt, leftBehindRole } = target.issuerDeps;
  const shared = {
    storage: access.run,
    issuer: { targetName, login, reachedAt, leftBehindRole },
  };
  return {
    db,
    access,
    target,
    issuer,
    doomed: (parts) => startDoomed({ ...shared, ...parts, grantId: ulid() }),
    keeper: (reaches = issuer) =>
      createLeaseKeeper({
        db,
        clock: createSystemClock(),
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        issuers: new Map([['billing', reaches]]),
        newId: () => ulid(),
        random: () => 0,
      }),
    async busy({ order: { grantId }, made: [, , last] }) {
      if (last === undefined) throw new Error('Not all were made.');
      const session = await target.open(last);
      await session.query(
        `CREATE TABLE desk."${grantId}" (line text); INSERT INTO desk."${grantId}" VALUES ('mine');
         CREATE FUNCTION desk."peek ${grantId}"() RETURNS text LANGUAGE sql SECURITY DEFINER
           AS 'SELECT name FROM public.customers LIMIT 1'`,
      );
      return session;
    },
    strays: () =>
      findStrays(issuer, async () => {
        const rows = await db.selectFrom('lease').select('id').where('state', '<>', 'revoked').execute();
        return rows.map(({ id }) => id);
      }),
    async audited(action) {
      const { rows } = await sql<{ subject: string; times: number }>`
        select entry::json->>'subject' as subject, count(*)::int as times from audit
         where entry::json->>'action' = ${action} group by 1`.execute(db);
      return new Map(rows.map(({ subject, times }) => [subject, times]));
    },
    async stop() {
      await issuer.close();
      await db.destroy();
      await target.stop();
      await storage.stop();
    },
  };
}

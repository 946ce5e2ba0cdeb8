// The PostgreSQL issuer at real servers, one of each version, with ways to mint and revoke that throw where they fail.
// Each file that uses it starts its own servers, once, and stops them.
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe } from 'vitest';
import { createPostgresqlIssuer } from '../../../broker/issuers/postgresql/postgresql-issuer.ts';
import type { Issuer, Minted, Revocation } from '../../../broker/ports/issuer.ts';
import type { PostgresqlEntitlement } from '../../../broker/ports/profile-rule.ts';
import {
  has15,
  startDemoServer,
  type Credentials,
  type DemoServer,
  type ServerVersion,
} from '../demo-server.ts';
import { requester } from '../requester.ts';

/** SQLSTATE of a login that is not let in. */
export const refusals = ['28P01', '28000'];
export const inAnHour = () => Date.now() + 3_600_000;
export const entitlement = (role: string): PostgresqlEntitlement => ({
  id: role,
  kind: 'postgresql',
  targetId: 'billing',
  targetName: 'billing',
  role,
  database: 'billing',
});

export interface MintedLogin {
  readonly leaseId: string;
  readonly who: Credentials;
  readonly minted: Minted;
}

export interface IssuerBench {
  readonly version: ServerVersion;
  readonly server: DemoServer;
  readonly issuer: Issuer;
  mint(role?: string, leaseId?: string, expiresAt?: number): Promise<MintedLogin>;
  /** What was found, over all steps of the revocation. `mark`: what an earlier one has noted. */
  revoke(leaseId: string, mark?: string): Promise<Revocation>;
}

if (!has15)
  console.warn('PostgreSQL 15 is not installed (apt-get install postgresql-15): its tests are skipped.');

/** The same tests on every version there is. `bench` is ready when a test runs, not before. */
export function onEachServer(what: string, tests: (bench: IssuerBench) => void): void {
  describe.each([
    { version: 'embedded' as const, here: true },
    { version: '15' as const, here: has15 },
  ])(`${what} on $version`, ({ version, here }) => {
    describe.skipIf(!here)('with a real server', () => {
      let server: DemoServer;
      let issuer: Issuer;
      beforeAll(async () => {
        server = await startDemoServer(version);
        issuer = createPostgresqlIssuer(server.issuerDeps);
        await furnish(server);
      });
      afterAll(async () => {
        await issuer.close();
        await server.stop();
      });

      tests({
        version,
        get server() {
          return server;
        },
        get issuer() {
          return issuer;
        },
        async mint(role = 'billing_read', leaseId = ulid(), expiresAt = inAnHour()) {
          const minted = await issuer.mint({ leaseId, entitlement: entitlement(role), expiresAt, requester });
          if (!minted.ok) throw new Error(minted.error.sentence);
          return { leaseId, who: toCredentials(minted.value), minted: minted.value };
        },
        async revoke(leaseId, mark) {
          const noted: Revocation[] = [];
          const revoked = await issuer.revoke(
            {
              leaseId,
              entitlement: entitlement('billing_read'),
              expiresAt: inAnHour(),
              requester,
              mark: mark ?? null,
            },
            async (found) => void noted.push(found),
          );
          if (!revoked.ok) throw new Error(revoked.error.sentence);
          return {
            sessionsEnded: noted.reduce((sum, found) => sum + found.sessionsEnded, 0),
            leftBehind: noted.flatMap((found) => found.leftBehind),
          };
        },
      });
    });
  });
}

/** A second database with its own secrets, a schema that may be written to, and a person who is neither the login nor the issuer. */
async function furnish(server: DemoServer): Promise<void> {
  await server.asSuperuser('CREATE DATABASE archive');
  await server.asSuperuser('REVOKE ALL ON DATABASE archive FROM PUBLIC');
  await server.asSuperuser('CREATE SCHEMA desk; GRANT USAGE, CREATE ON SCHEMA desk TO billing_write');
  await server.asSuperuser('GRANT CONNECT ON DATABASE archive TO stint_issuer, billing_write', 'archive');
  await server.asSuperuser(
    `CREATE TABLE ledger (secret text); INSERT INTO ledger VALUES ('the books');
     CREATE SCHEMA desk; GRANT USAGE, CREATE ON SCHEMA desk TO billing_write; GRANT SELECT ON ledger TO billing_write`,
    'archive',
  );
  await server.asSuperuser(
    "CREATE ROLE bystander LOGIN PASSWORD 'by'; GRANT CONNECT ON DATABASE billing, archive TO bystander; GRANT USAGE ON SCHEMA public TO bystander",
  );
  await server.asSuperuser('GRANT USAGE ON SCHEMA desk TO bystander');
  await server.asSuperuser('GRANT USAGE ON SCHEMA desk TO bystander', 'archive');
}

function toCredentials({ connection, secret }: Minted): Credentials {
  if (connection.kind !== 'postgresql') throw new Error('This is no login of a database.');
  return { user: connection.username, password: secret.toString(), database: connection.database };
}

/**
 * A PostgreSQL server to try Stint on: database `billing` with a few tables and rows, the roles the demo's profiles name, and the broker's
 * own login there, which is no superuser. Setting it up again changes nothing a person has done to the rows.
 */
import pg from 'pg';
import { makeScramVerifier } from '../issuers/postgresql/scram-verifier.ts';
import { askServerVersion, MEMBERSHIP_OPTIONS_SINCE } from '../issuers/postgresql/server-version.ts';
import { BILLING_TABLES } from './billing-tables.ts';

const DEMO_DATABASE = 'billing';
export const DEMO_ISSUER = 'stint_issuer';
export const DEMO_LEFT_BEHIND_ROLE = 'stint_left_behind';

export interface Superuser {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const ROLES = [
  'CREATE ROLE billing_read NOLOGIN',
  'CREATE ROLE billing_write NOLOGIN',
  `CREATE ROLE ${DEMO_LEFT_BEHIND_ROLE} NOLOGIN`,
  `CREATE ROLE ${DEMO_ISSUER} LOGIN NOSUPERUSER CREATEROLE`,
];

/** On a server of this `server_version_num`: before 16 a membership always lets one become the role, and ADMIN is a word at its end. */
function memberships(serverVersion: number): readonly string[] {
  const since16 = serverVersion >= MEMBERSHIP_OPTIONS_SINCE;
  const administer = since16 ? 'ADMIN TRUE, INHERIT FALSE, SET FALSE' : 'ADMIN OPTION';
  const use = since16 ? ' WITH ADMIN FALSE, INHERIT TRUE, SET TRUE' : '';
  return [
    `GRANT billing_read, billing_write TO ${DEMO_ISSUER} WITH ${administer}`,
    `GRANT ${DEMO_LEFT_BEHIND_ROLE} TO ${DEMO_ISSUER}${use}`,
    `GRANT pg_signal_backend TO ${DEMO_ISSUER}`,
    // PUBLIC may connect to every database by default; here only those who have a reason to.
    'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC',
    `GRANT CONNECT ON DATABASE postgres TO ${DEMO_ISSUER}`,
  ];
}

const RIGHTS = [
  `REVOKE ALL ON DATABASE ${DEMO_DATABASE} FROM PUBLIC`,
  `GRANT CONNECT ON DATABASE ${DEMO_DATABASE} TO billing_read, billing_write, ${DEMO_ISSUER}`,
  'REVOKE ALL ON SCHEMA public FROM PUBLIC',
  'GRANT USAGE ON SCHEMA public TO billing_read, billing_write',
  'GRANT SELECT ON customers, invoices TO billing_read, billing_write',
  'GRANT UPDATE ON customers TO billing_write',
];

/** Idempotent. `issuerPassword` is set anew each time: its file is the authority. */
export async function setUpDemoTarget(superuser: Superuser, issuerPassword: Uint8Array): Promise<void> {
  await inDatabase(superuser, 'postgres', async (client) => {
    for (const statement of ROLES) await unlessThere(client, statement);
    const verifier = pg.escapeLiteral(await makeScramVerifier(issuerPassword));
    await client.query(`ALTER ROLE ${DEMO_ISSUER} PASSWORD ${verifier}`);
    const version = await askServerVersion((text) => client.query(text));
    for (const statement of memberships(version)) await client.query(statement);
    await unlessThere(client, `CREATE DATABASE ${DEMO_DATABASE}`);
  });
  await inDatabase(superuser, DEMO_DATABASE, async (client) => {
    // One transaction: the tables are there with their rows, or not at all.
    await client.query([...BILLING_TABLES, ...RIGHTS].join(';\n'));
  });
}

/** 42710 duplicate_object (roles), 42P04 duplicate_database. */
async function unlessThere(client: pg.Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !['42710', '42P04'].includes(error.code ?? '')) throw error;
  }
}

async function inDatabase(
  superuser: Superuser,
  database: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ ...superuser, database, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

// Measures how long two brokers take to revoke many due leases, with real logins at a real target, beside the bare SQL that ends as many.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { ulid } from 'ulid';
import { verifyAudit } from '../../broker/audit/verify.ts';
import { createSystemClock } from '../../broker/adapters/system-clock.ts';
import { toAccount } from '../../broker/issuers/postgresql/account.ts';
import { createMakers } from '../../broker/issuers/postgresql/makers.ts';
import { createPostgresqlIssuer } from '../../broker/issuers/postgresql/postgresql-issuer.ts';
import { rememberPerson } from '../../broker/identity/people.ts';
import { openStorage } from '../../broker/storage/open-storage.ts';
import { startDemoServer, type DemoServer } from '../broker/demo-server.ts';
import { startStorageServer } from '../broker/test-storage.ts';
import type { GrantIn } from '../../shared/grant.ts';
import type { NodeOrder } from './revoking-node.ts';

const NODES = 2;
const BATCH = 250;

/** By what tells an account's maker. */
const byEnd = (one: string, other: string): number => (one.slice(-2) < other.slice(-2) ? -1 : 1);

export interface RevokingMeasure {
  /** Until each login is gone and its lease says so. */
  readonly seconds: number;
  /** Until each grant has ended, too, and tells of its lease. */
  readonly grantsSeconds: number;
  readonly bareSeconds: number;
}

/** Logins as the issuer makes them, by the issuer's own login; maker by maker, which is fastest. */
async function makeLogins(server: DemoServer, all: readonly string[]): Promise<void> {
  const client = new pg.Client(server.issuerDeps.login);
  await client.connect();
  const makers = createMakers(
    (text, values) => client.query(text, values === undefined ? undefined : [...values]),
    server.issuerDeps.login.user,
  );
  const accounts = all.toSorted(byEnd);
  for (const account of accounts) await makers.ensure(makers.of(account));
  // What a verifier looks like; nobody signs in with it.
  const verifier = `SCRAM-SHA-256$4096:${'A'.repeat(22)}==$${'B'.repeat(43)}=:${'C'.repeat(43)}=`;
  for (let from = 0; from < accounts.length; from += BATCH) {
    const statements = accounts
      .slice(from, from + BATCH)
      .map(
        (name) =>
          `SET LOCAL ROLE ${makers.of(name)};` +
          `CREATE ROLE ${name} LOGIN CONNECTION LIMIT 5 VALID UNTIL '2099-01-01' PASSWORD '${verifier}';`,
      );
    await client.query(`${statements.join('')}RESET ROLE`);
    await client.query(
      `GRANT billing_read TO ${accounts.slice(from, from + BATCH).join(', ')} WITH INHERIT TRUE, SET FALSE, ADMIN FALSE`,
    );
  }
  await client.end();
}

/** The same statements at the target, maker by maker, by as many connections as there are brokers, and nothing else. */
async function revokeBarely(server: DemoServer, all: readonly string[]): Promise<void> {
  const makers = createMakers(
    () => Promise.reject(new Error('They are there.')),
    server.issuerDeps.login.user,
  );
  const accounts = all.toSorted(byEnd);
  const share = Math.ceil(accounts.length / NODES);
  const work = async (mine: readonly string[]): Promise<void> => {
    const client = new pg.Client(server.issuerDeps.login);
    await client.connect();
    for (let from = 0; from < mine.length; from += BATCH) {
      const names = mine.slice(from, from + BATCH);
      const byMaker = [...Map.groupBy(names, (name) => makers.of(name))];
      const dropping = byMaker.map(([maker, its]) => `SET LOCAL ROLE ${maker}; DROP ROLE ${its.join(', ')}`);
      await client.query(`${dropping.join('; ')}; RESET ROLE`);
    }
    await client.end();
  };
  await Promise.all(
    Array.from({ length: NODES }, (_, node) => work(accounts.slice(node * share, (node + 1) * share))),
  );
}

export async function measureRevoking(count: number): Promise<RevokingMeasure> {
  const [storage, server] = await Promise.all([startStorageServer({ durable: true }), startDemoServer()]);
  const { access } = storage;
  const db = await openStorage(access, () => undefined);
  const issuer = createPostgresqlIssuer(server.issuerDeps);
  const nodes: ChildProcess[] = [];
  try {
    const bare = Array.from({ length: count }, () => toAccount(ulid()));
    await makeLogins(server, bare);
    let startedAt = performance.now();
    await revokeBarely(server, bare);
    const bareSeconds = (performance.now() - startedAt) / 1000;

    const ids = Array.from({ length: count }, () => ulid());
    const grantIds = ids.map(() => ulid());
    const personId = await rememberPerson(db, { issuer: 'local', subject: 'bench', name: 'Bench' }, ulid);
    await makeLogins(
      server,
      ids.map((id) => toAccount(id)),
    );
    const entitlement = JSON.stringify({
      id: 'billing-read',
      kind: 'postgresql',
      targetId: 'billing',
      targetName: 'billing',
      role: 'billing_read',
      database: 'billing',
    });
    const later = new Date(Date.now() + 3_600_000);
    const grantOf = new Map(ids.map((id, index) => [id, grantIds[index]]));
    for (let from = 0; from < count; from += 1000) {
      const rows = ids.slice(from, from + 1000).map((id) => ({
        id,
        grant_id: grantOf.get(id) ?? '',
        target_id: 'billing',
        entitlement,
        account: toAccount(id),
        requester: JSON.stringify({ address: null, sshPublicKey: null }),
        state: 'active' as const,
        expires_at: later,
        due_at: later,
      }));
      await db.insertInto('lease').values(rows).execute();
      const grants = rows.map(({ id, grant_id: grantId }) => toGrant(grantId, id, personId, later.getTime()));
      await db
        .insertInto('grants')
        .values(
          grants.map((grant) => ({
            id: grant.id,
            person_id: personId,
            profile_id: grant.profileId,
            status: grant.status,
            requested_at: new Date(grant.requestedAt),
            look_at: later,
            document: JSON.stringify(grant),
          })),
        )
        .execute();
    }
    const { targetName, login, reachedAt, leftBehindRole } = server.issuerDeps;
    const order: NodeOrder = {
      storage: access.run,
      issuer: { targetName, login, reachedAt, leftBehindRole },
    };
    for (let node = 0; node < NODES; node += 1) nodes.push(await startNode(order));
    // All are due at the same instant, a second ago.
    const due = new Date(Date.now() - 1000);
    await db.transaction().execute(async (tx) => {
      await tx.updateTable('lease').set({ expires_at: due, due_at: due }).execute();
      await sql`update grants set look_at = ${due},
        document = jsonb_set(document, '{expiresAt}', to_jsonb(${due.getTime()}::int8))`.execute(tx);
    });
    startedAt = performance.now();
    for (const node of nodes) node.send('look');
    const clock = createSystemClock();
    for (;;) {
      const open = db.selectFrom('lease').select('id').where('due_at', 'is not', null).limit(1);
      if ((await open.executeTakeFirst()) === undefined) break;
      await new Promise<void>((resolve) => void clock.at(clock.now() + 20, resolve));
    }
    const seconds = (performance.now() - startedAt) / 1000;
    for (;;) {
      const { rows } = await sql`select 1 from grants where status <> 'ended'
        or document->'leases'->0->'state'->>'state' <> 'revoked' limit 1`.execute(db);
      if (rows.length === 0) break;
      await new Promise<void>((resolve) => void clock.at(clock.now() + 50, resolve));
    }
    const grantsSeconds = (performance.now() - startedAt) / 1000;
    await judge();
    return { seconds, grantsSeconds, bareSeconds };
  } finally {
    for (const node of nodes) node.kill();
    await issuer.close();
    await db.destroy();
    await server.stop();
    await storage.stop();
  }

  /** Each lease and each grant ended exactly once, and no login left; otherwise there is no figure. */
  async function judge(): Promise<void> {
    const left = await issuer.leasesAtTarget();
    if (!left.ok || left.value.length > 0) throw new Error('Logins are left at the target.');
    const entries = await db.selectFrom('audit').select('entry').execute();
    // The audit's own JSON.
    const facts = entries.map(({ entry }) => JSON.parse(entry) as { action: string; subject: string });
    for (const wanted of ['lease-revoked', 'grant-time-passed']) {
      const done = facts.filter(({ action }) => action === wanted).map(({ subject }) => subject);
      if (done.length !== count || new Set(done).size !== count)
        throw new Error(`${wanted}: ${String(done.length)} of ${String(new Set(done).size)} are on record.`);
    }
    const verdict = await verifyAudit(db);
    if (verdict.verdict !== 'whole') throw new Error(verdict.sentence);
  }
}

function toGrant(id: string, leaseId: string, personId: string, expiresAt: number): GrantIn<'active'> {
  const startedAt = Date.now();
  return {
    id,
    person: { id: personId, name: 'Bench' },
    profileId: 'billing-read',
    profileName: 'Read the billing database',
    importance: 'medium',
    durationSeconds: 3600,
    reason: 'looking at invoice 20418',
    ticket: null,
    requestedAt: startedAt,
    status: 'active',
    startedAt,
    expiresAt,
    latestEndAt: expiresAt,
    heldBy: { deviceId: 'D'.repeat(43), deviceName: 'laptop' },
    leases: [
      {
        id: leaseId,
        entitlementId: 'billing-read',
        kind: 'postgresql',
        targetName: 'billing',
        account: toAccount(leaseId),
        state: { state: 'active' },
      },
    ],
    reviews: [],
    extensions: [],
  };
}

async function startNode(order: NodeOrder): Promise<ChildProcess> {
  const program = path.join(import.meta.dirname, 'revoking-node.ts');
  const node = spawn(process.execPath, [program, JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    node.once('message', () => resolve());
    node.once('exit', () => reject(new Error('A broker of the bench ended at its start.')));
  });
  return node;
}

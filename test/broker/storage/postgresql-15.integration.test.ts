// The oldest PostgreSQL that may hold the broker's storage: two brokers on it, from the making of the tables to a grant's end.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import { has15, startDemoServer, type DemoServer } from '../demo-server.ts';
import { look, review } from '../grants/reviewing.ts';
import { startRealNode } from '../nodes/real-node.ts';
import { askFor, registerDesktop, startOn } from '../test-broker.ts';
import { query } from '../test-storage.ts';

type Node = Awaited<ReturnType<typeof startRealNode>>;

describe.skipIf(!has15)('a storage on PostgreSQL 15', () => {
  const tokensFolder = mkdtempSync(join(tmpdir(), 'stint-tokens-'));
  let server: DemoServer;
  let [one, two]: Node[] = [];
  beforeAll(async () => {
    server = await startDemoServer('15');
    await server.asSuperuser("CREATE ROLE stint_owner LOGIN PASSWORD 'own'");
    await server.asSuperuser("CREATE ROLE stint_run LOGIN PASSWORD 'run'");
    await server.asSuperuser('CREATE DATABASE stint OWNER stint_owner');
    const { host, port } = server.superuser;
    const at = { host, port, database: 'stint' };
    const access = {
      owner: { ...at, user: 'stint_owner', password: 'own' },
      run: { ...at, user: 'stint_run', password: 'run' },
    };
    const { targetName, login, reachedAt, leftBehindRole } = server.issuerDeps;
    const common = { access, tokensFolder, issuer: { targetName, login, reachedAt, leftBehindRole } };
    one = await startRealNode(common);
    two = await startRealNode(common);
  });
  afterAll(async () => {
    await two?.stop();
    await one?.stop();
    await server.stop();
    rmSync(tokensFolder, { recursive: true, force: true });
  });

  it('takes a grant from the asking to the end, with two brokers that hear each other', async () => {
    const [first, second] = [one, two];
    if (first === undefined || second === undefined) throw new Error('The brokers have not started.');
    const { rows } = await sql<{ server_version_num: string }>`show server_version_num`.execute(
      first.node.db,
    );
    expect(rows[0]?.server_version_num).toMatch(/^15/u);
    const heard: string[] = [];
    const undo = second.node.nudges.subscribe(({ kind }) => heard.push(kind));
    const laptop = await registerDesktop(first.node, 'engineer');
    const grantId = await askFor(first.node, 'engineer', 'billing-fix');
    await vi.waitFor(() => expect(heard).toContain('events'), 20_000);
    expect((await review(second.node, 'reviewer', grantId)).status).toBe(200);
    expect((await startOn(first.node, 'engineer', grantId, laptop)).status).toBe(200);
    const leases = first.node.db.selectFrom('lease').selectAll().where('grant_id', '=', grantId);
    expect((await leases.execute()).map(({ state }) => state)).toEqual(['active']);
    const release = await second.node.call('engineer', 'POST', `/v1/grants/${grantId}/release`, {
      source: 'window',
    });
    expect(release.status).toBe(200);
    await vi.waitFor(
      async () => {
        expect((await leases.execute()).map(({ state }) => state)).toEqual(['revoked']);
        expect(await look(first.node, grantId)).toMatchObject({ status: 'ended' });
      },
      { timeout: 20_000, interval: 50 },
    );
    undo();
    expect(heard).toContain('leases');
    expect(await first.issuer.leasesAtTarget()).toEqual({ ok: true, value: [] });
    // By one of them, once.
    const actions = (await first.node.db.selectFrom('audit').select('entry').execute()).map(
      // Entries are JSON that the audit itself has written.
      ({ entry }) => (JSON.parse(entry) as { action: string }).action,
    );
    for (const action of ['grant-requested', 'lease-intended', 'lease-active', 'lease-revoked'])
      expect(actions.filter((each) => each === action)).toHaveLength(1);
    expect(await verifyAudit(second.node.db)).toMatchObject({ verdict: 'whole' });
    await expect(query(second.node.access.run, 'delete from audit')).rejects.toMatchObject({ code: '42501' });
  });
});

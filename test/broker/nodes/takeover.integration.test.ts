// A node is killed between each pair of changes of starting a grant; the node beside it, which just goes on,
// leaves no login without a lease once the claims have run out (see takeover.ts) and says the truth of the grant.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startDemoServer, type DemoServer } from '../demo-server.ts';
import { look } from '../grants/reviewing.ts';
import { startProgram, type DoomedProgram } from '../leases/doom.ts';
import { DONE_WITHIN_MS, expectShortClaims, findStrays } from '../leases/takeover.ts';
import {
  askFor,
  registerDesktop,
  startOn,
  type Desktop,
  type Reply,
  type TestBroker,
} from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import type { DoomedNodeOrder, NodeCall } from './doomed-node.ts';
import { startRealNode, type RealNode } from './real-node.ts';

/** One node for each: before its first change, its second, and so on. */
const FIRST = [1, 2, 3, 4, 5, 6, 7, 8];
/** Among those that a start makes. On a busy machine what a node does by itself comes in between: then those not met are looked for by name. */
const CHANGES = [
  /^insert into grant_work/u,
  /^begin/u,
  /^CREATE ROLE stint_maker/u,
  /^SELECT pg_advisory_xact_lock/u,
];
const MOST_GROUPS = 4;

let storage: TestStorage;
let target: DemoServer;
let common: RealNode;
let lives: Awaited<ReturnType<typeof startRealNode>>;
let laptop: Desktop;
beforeAll(async () => {
  [storage, target] = await Promise.all([startTestStorage(), startDemoServer()]);
  const { targetName, login, reachedAt, leftBehindRole } = target.issuerDeps;
  const issuer = { targetName, login, reachedAt, leftBehindRole };
  common = {
    access: await storage.fresh(),
    tokensFolder: mkdtempSync(join(tmpdir(), 'stint-tokens-')),
    issuer,
  };
  lives = await startRealNode(common);
  laptop = await registerDesktop(lives.node, 'engineer');
});
afterAll(async () => {
  await lives.stop();
  await target.stop();
  await storage.stop();
  rmSync(common.tokensFolder, { recursive: true, force: true });
});

const program = join(import.meta.dirname, 'doomed-node.ts');

/** Nodes that will die, each before one of these changes, all of them up. */
async function startDoomedNodes(dying: readonly (number | string)[]): Promise<readonly DoomedProgram[]> {
  const nodes = dying.map((dieBefore) => {
    const order: DoomedNodeOrder = { ...common, dieBefore };
    return startProgram(program, order);
  });
  // All at once: what nobody listens for is lost.
  const words = await Promise.all(nodes.map((node) => node.hear()));
  expect(new Set(words)).toEqual(new Set(['ready']));
  return nodes;
}

/** The node as tests call one; a call that it does not live to answer throws. */
function callable(node: DoomedProgram): Pick<TestBroker, 'call' | 'clock'> {
  return {
    clock: lives.node.clock,
    async call(who, method, url, body, headers = {}) {
      const call: NodeCall = { who: who ?? '', method, url, body, headers };
      node.send(call);
      const reply = await node.hear();
      if (reply === null) throw new Error('The node has died.');
      // What `call` of a node has answered there.
      return reply as Reply;
    },
  };
}

const leasesOf = async (grantId: string): Promise<readonly string[]> => {
  const { rows } = await query(
    common.access.owner,
    `select state from lease where grant_id = '${grantId}' order by id`,
  );
  return rows.map(({ state }) => String(state));
};

/** Logins that nobody means to take away: not one at any moment. */
async function expectNoStrays(): Promise<void> {
  const strays = await findStrays(lives.issuer, async () => {
    const { rows } = await query(common.access.owner, "select id from lease where state <> 'revoked'");
    return rows.map(({ id }) => String(id));
  });
  expect(strays).toEqual([]);
}

/** What killed nodes have left of this grant is settled: `active` with all its logins, or none of them and no start under way. */
async function settled(grantId: string): Promise<string> {
  let status = '';
  await vi.waitFor(
    async () => {
      await expectNoStrays();
      ({ status } = await look(lives.node, grantId));
      expect(status).not.toBe('starting');
      const over = status === 'active' ? 'active' : 'revoked';
      expect((await leasesOf(grantId)).filter((state) => state !== over)).toEqual([]);
    },
    { timeout: DONE_WITHIN_MS, interval: 100 },
  );
  return status;
}

it('tells of a start that another node has not lived to finish, and has it whole or takes it back', async () => {
  const before: (string | null)[] = [];
  const statuses: string[] = [];
  const isSeen = (change: RegExp): boolean => before.some((statement) => change.test(statement ?? ''));
  for (let group = 0; group < MOST_GROUPS && !CHANGES.every(isSeen); group += 1) {
    const missing = CHANGES.filter((change) => !isSeen(change)).map(({ source }) => source);
    const nodes = await startDoomedNodes(group === 0 ? FIRST : missing);
    const grantIds: string[] = [];
    while (grantIds.length < nodes.length) grantIds.push(await askFor(lives.node, 'engineer'));
    for (const [index, node] of nodes.entries()) {
      const starting = startOn(callable(node), 'engineer', grantIds[index] ?? '', laptop);
      if (
        await starting.then(
          () => true,
          () => false,
        )
      )
        node.send('end');
      before.push(await node.gone());
      await expectShortClaims(common.access.owner);
    }
    const settledNow = await Promise.all(grantIds.map(settled));
    statuses.push(...settledNow);
    // What had become whole and was not answered, nobody has the credentials of: the same desktop starts it again, and those it never saw go.
    for (const grantId of grantIds.filter((_, index) => settledNow[index] === 'active')) {
      expect((await startOn(lives.node, 'engineer', grantId, laptop)).status).toBe(200);
      await vi.waitFor(
        async () => expect(await leasesOf(grantId)).toEqual(['revoked', 'active']),
        DONE_WITHIN_MS,
      );
    }
  }
  for (const change of CHANGES) expect(before).toContainEqual(expect.stringMatching(change));
  expect(statuses).toContain('ended');
});

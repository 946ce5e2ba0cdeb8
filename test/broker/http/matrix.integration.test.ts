// Every route for every kind of caller, about a grant in every state: own, a colleague's, one to review, an admin's view. The table is complete by
// type, and the server is asked whether it knows a route that the table does not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { becomes, review, REVIEW_YAML } from '../grants/reviewing.ts';
import { idOf } from '../grants/revoking.ts';
import {
  askFor,
  extendOn,
  makeKey,
  registerDesktop,
  startOn,
  startTestBroker,
  type Desktop,
  type Reply,
  type TestBroker,
} from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { ASK } from './bad-request.ts';
import {
  CALLERS,
  OF_A_GRANT,
  OF_THEIR_OWN,
  OTHERS,
  STATES,
  type GrantRoute,
  type OtherRoute,
  type State,
} from './matrix-table.ts';

const YAML = REVIEW_YAML.replace(
  'accounts:\n',
  'admins: security\naccounts:\n  - name: warden\n    displayName: Wanda Warden\n    groups: [security, payments]\n',
).replace(
  '  - name: stranger',
  `  - name: alias
    displayName: Erin Elsewhere
    groups: [payments, dba]
    owner: engineer
  - name: stranger`,
);

let storage: TestStorage;
let broker: TestBroker;
let url: string;
const desktops = new Map<string, Desktop>();
beforeAll(async () => {
  storage = await startTestStorage();
  broker = await startTestBroker({ access: await storage.fresh(), yaml: YAML });
  url = await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
  for (const who of Object.values(CALLERS)) {
    if (who !== null) desktops.set(who, await registerDesktop(broker, who));
  }
});
afterAll(async () => {
  await broker.stop();
  await storage.stop();
});

function desktopOf(who: string | null): Desktop {
  const desktop = desktops.get(who ?? 'engineer');
  if (desktop === undefined) throw new Error('No desktop.');
  return desktop;
}

async function makeGrant(state: State, who = 'engineer'): Promise<string> {
  // Nobody calls so often in a second.
  broker.clock.advance(1_000);
  const id = await askFor(broker, who, state === 'active' ? 'billing-read' : 'billing-fix');
  if (state === 'waiting') return id;
  if (state !== 'active') await review(broker, 'reviewer', id);
  if (state !== 'approved') await startOn(broker, who, id, desktopOf(who));
  if (state === 'extending') await extendOn(broker, who, id, desktopOf(who));
  if (state === 'ended') await broker.call(who, 'POST', `/v1/grants/${id}/release`, { source: 'window' });
  await becomes(broker, id, MADE[state], who);
  return id;
}

const MADE = {
  approved: { status: 'approved' },
  active: { status: 'active', extensions: [] },
  extending: { status: 'active', extensions: [{ outcome: 'pending' }] },
  // Its login is taken back, and nothing changes it any more.
  ended: { status: 'ended', why: 'released', leases: [{ state: { state: 'revoked' } }] },
} as const;

/** As well formed as the route asks: what decides is who calls. */
async function callRoute(route: GrantRoute, id: string, who: string | null): Promise<Reply> {
  const [method, path] = route.split(' ') as ['GET' | 'POST', string];
  const url = path.replace('{id}', id);
  const caller = who ?? 'no-such-token';
  switch (route) {
    case 'GET /v1/grants/{id}':
      return broker.call(who, method, url);
    case 'POST /v1/grants/{id}/reviews':
      return broker.call(who, method, url, {
        verdict: 'approve',
        digest: await digestOf(id),
        source: 'window',
      });
    case 'POST /v1/grants/{id}/start':
      return startOn(broker, caller, id, desktopOf(who));
    case 'POST /v1/grants/{id}/extend':
      return extendOn(broker, caller, id, desktopOf(who));
    case 'POST /v1/grants/{id}/release':
    case 'POST /v1/grants/{id}/withdraw':
      return broker.call(who, method, url, { source: 'window' });
    case 'POST /v1/grants/{id}/revoke':
      return broker.call(who, method, url, { reason: 'incident 4' });
  }
}

async function digestOf(id: string): Promise<string> {
  const inbox = await broker.call('reviewer', 'GET', '/v1/inbox');
  const { waiting } = inbox.body as { waiting: { grant: { id: string }; digest: string }[] };
  return waiting.find(({ grant }) => grant.id === id)?.digest ?? 'a'.repeat(64);
}

async function documentOf(id: string): Promise<unknown> {
  const { rows } = await query(broker.access.owner, `select document from grants where id = '${id}'`);
  return rows[0]?.['document'];
}

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] =>
  // A literal table has no other keys than its type names.
  Object.keys(table) as K[];

describe.each(STATES)('a grant that is %s', (state) => {
  it.each(keysOf(OF_A_GRANT))('answers %s to those it concerns and to nobody else', async (route) => {
    for (const caller of keysOf(CALLERS)) {
      const id = await makeGrant(state);
      const before = await documentOf(id);
      const reply = await callRoute(route, id, CALLERS[caller]);
      expect([caller, reply.status]).toEqual([caller, OF_A_GRANT[route][state][caller]]);
      if (reply.status >= 400) {
        expect(await documentOf(id)).toEqual(before);
        expect(reply.text).not.toContain('invoice 7');
      }
      await clearAway(id);
    }
  });

  it('is to an admin whose own it is what it is to anybody else, but that they may revoke it', async () => {
    for (const route of keysOf(OF_A_GRANT)) {
      const id = await makeGrant(state, CALLERS.admin);
      const reply = await callRoute(route, id, CALLERS.admin);
      expect([route, reply.status]).toEqual([route, OF_THEIR_OWN(route, state)]);
      await clearAway(id, CALLERS.admin);
    }
  });
});

async function clearAway(id: string, who = 'engineer'): Promise<void> {
  for (const act of ['withdraw', 'release'])
    await broker.call(who, 'POST', `/v1/grants/${id}/${act}`, { source: 'window' });
}

/** It is answered for ever: left as soon as it is clear how. */
async function openEvents(who: string | null): Promise<Pick<Reply, 'status'>> {
  const headers = { authorization: `Bearer ${who === null ? 'no-such-token' : (broker.tokens[who] ?? '')}` };
  const leaving = new AbortController();
  const answer = await fetch(`${url}/v1/events`, { headers, signal: leaving.signal });
  if (answer.status === 200) expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/u);
  leaving.abort();
  return answer;
}

describe('every other route', () => {
  it.each(keysOf(OTHERS))('answers %s by who calls', async (route) => {
    broker.clock.advance(1_000);
    const { publicKey } = await makeKey();
    const person = await idOf(broker, 'colleague');
    const [method, path] = route.split(' ') as ['GET' | 'POST', string];
    const at = path
      .replace('targets/{id}', 'targets/billing')
      .replace('people/{id}', `people/${person}`)
      .replace('{id}', '01M85SZSVQKCPPN02KHP85HMJX');
    const bodies: Partial<Record<OtherRoute, object>> = {
      'POST /v1/devices': { publicKey, name: 'laptop' },
      'POST /v1/grants': { ...ASK, profileId: 'billing-fix' },
      'POST /v1/people/{id}/revoke': { reason: 'incident 4' },
      'POST /v1/targets/{id}/revoke': { reason: 'incident 4' },
      'POST /v1/leases/{id}/close': { reason: 'by hand' },
    };
    for (const caller of keysOf(CALLERS)) {
      const headers = { 'idempotency-key': `${route} ${caller}`.replaceAll(' ', '-') };
      const reply =
        route === 'GET /v1/events'
          ? await openEvents(CALLERS[caller])
          : await broker.call(CALLERS[caller], method, at, bodies[route], headers);
      expect([caller, reply.status]).toEqual([caller, OTHERS[route][caller]]);
    }
  });
});

it('there is no route beside these', async () => {
  const api = (await broker.call(null, 'GET', '/openapi.json')).body['paths'] as Record<string, object>;
  const described = Object.entries(api).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted()).toEqual([...keysOf(OF_A_GRANT), ...keysOf(OTHERS)].toSorted());
  // What is described is all there is, but for the description itself.
  const routes = broker.broker.http.printRoutes({ commonPrefix: false });
  const leaves = routes.split('\n').filter((line) => /\((?:GET|POST|PUT|DELETE|PATCH)/u.test(line));
  expect(leaves.flatMap((line) => /\(([^)]*)\)/u.exec(line)?.[1]?.split(', ') ?? [])).toHaveLength(
    described.length + 1,
  );
});

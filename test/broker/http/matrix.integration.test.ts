// Every route for every kind of caller, about a grant that waits and about one that runs: own, a colleague's, one to review, an admin's view. The
// table is complete by type, and the server is asked whether it knows a route that the table does not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REVIEW_YAML } from '../grants/reviewing.ts';
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

const YAML = REVIEW_YAML.replace(
  'accounts:\n',
  'admins: security\naccounts:\n  - name: warden\n    displayName: Wanda Warden\n    groups: [security]\n',
);

/** By what they are to the grant: nobody is not signed in, a colleague may ask for the same, a stranger for nothing. */
const CALLERS = {
  nobody: null,
  owner: 'engineer',
  colleague: 'colleague',
  stranger: 'stranger',
  reviewer: 'reviewer',
  admin: 'warden',
} as const;
type Caller = keyof typeof CALLERS;
type Statuses = Readonly<Record<Caller, number>>;

type GrantRoute =
  | 'GET /v1/grants/{id}'
  | `POST /v1/grants/{id}/${'reviews' | 'start' | 'extend' | 'release' | 'withdraw' | 'revoke'}`;
type OtherRoute =
  | `GET /v1/${'me' | 'profiles' | 'grants' | 'inbox' | 'events' | 'leases'}`
  | `POST /v1/${'devices' | 'grants' | 'people/{id}/revoke' | 'targets/{id}/revoke' | 'leases/{id}/close'}`
  | `GET /${'healthz' | 'readyz' | 'metrics'}`;

const everybody = (status: number): Statuses => ({
  nobody: status,
  owner: status,
  colleague: status,
  stranger: status,
  reviewer: status,
  admin: status,
});
const signedIn = (status = 200): Statuses => ({ ...everybody(status), nobody: 401 });
/** To everybody else it is not there. */
const only = (some: Partial<Statuses>): Statuses => ({ ...signedIn(404), ...some });
const admins = (status = 200): Statuses => ({ ...signedIn(403), admin: status });

/** Of a grant that waits for `reviewer`, and of one that runs and that nobody was asked about. */
const OF_A_GRANT: Readonly<Record<GrantRoute, { readonly waiting: Statuses; readonly active: Statuses }>> = {
  'GET /v1/grants/{id}': { waiting: only({ owner: 200, reviewer: 200 }), active: only({ owner: 200 }) },
  'POST /v1/grants/{id}/reviews': {
    waiting: only({ owner: 403, reviewer: 200 }),
    active: only({ owner: 403 }),
  },
  'POST /v1/grants/{id}/start': { waiting: only({ owner: 409 }), active: only({ owner: 200 }) },
  'POST /v1/grants/{id}/extend': { waiting: only({ owner: 409 }), active: only({ owner: 200 }) },
  'POST /v1/grants/{id}/release': { waiting: only({ owner: 409 }), active: only({ owner: 200 }) },
  'POST /v1/grants/{id}/withdraw': { waiting: only({ owner: 200 }), active: only({ owner: 409 }) },
  'POST /v1/grants/{id}/revoke': {
    waiting: only({ owner: 403, admin: 200 }),
    active: only({ owner: 403, admin: 200 }),
  },
};

const OTHERS: Readonly<Record<OtherRoute, Statuses>> = {
  'GET /v1/me': signedIn(),
  'GET /v1/profiles': signedIn(),
  'GET /v1/grants': signedIn(),
  'GET /v1/inbox': signedIn(),
  // Who is let in is answered for ever: see the tests of events.
  'GET /v1/events': signedIn(0),
  'GET /v1/leases': admins(),
  'POST /v1/devices': signedIn(),
  // The reviewer sees the profile and may not ask for it.
  'POST /v1/grants': { ...signedIn(404), owner: 200, colleague: 200, reviewer: 403 },
  'POST /v1/people/{id}/revoke': admins(),
  'POST /v1/targets/{id}/revoke': admins(),
  // There is no such lease, which only an admin hears.
  'POST /v1/leases/{id}/close': admins(404),
  'GET /healthz': everybody(200),
  'GET /readyz': everybody(200),
  'GET /metrics': everybody(200),
};

let storage: TestStorage;
let broker: TestBroker;
const desktops = new Map<string, Desktop>();
beforeAll(async () => {
  storage = await startTestStorage();
  broker = await startTestBroker({ access: await storage.fresh(), yaml: YAML });
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

async function makeGrant(state: 'waiting' | 'active'): Promise<string> {
  // Nobody calls so often in a second.
  broker.clock.advance(1_000);
  const id = await askFor(broker, 'engineer', state === 'waiting' ? 'billing-fix' : 'billing-read');
  if (state === 'active')
    expect((await startOn(broker, 'engineer', id, desktopOf('engineer'))).status).toBe(200);
  return id;
}

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

describe.each(['waiting', 'active'] as const)('a grant that is %s', (state) => {
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
      for (const act of ['withdraw', 'release'])
        await broker.call('engineer', 'POST', `/v1/grants/${id}/${act}`, { source: 'window' });
    }
  });
});

describe('every other route', () => {
  it.each(keysOf(OTHERS))('answers %s by who calls', async (route) => {
    broker.clock.advance(1_000);
    const { publicKey } = await makeKey();
    const person = await idOf(broker, 'colleague');
    const [method, path] = route.split(' ') as ['GET' | 'POST', string];
    const url = path
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
      const wanted = OTHERS[route][caller];
      if (wanted === 0) continue;
      const headers = { 'idempotency-key': `${route} ${caller}`.replaceAll(' ', '-') };
      const reply = await broker.call(CALLERS[caller], method, url, bodies[route], headers);
      expect([caller, reply.status]).toEqual([caller, wanted]);
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

// What people and programs may send that is wrong: each is refused with its code and a sentence, changes nothing, and is repeated nowhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../shared/api.ts';
import { hashToken, revokeToken } from '../../../broker/identity/tokens.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { makeKey, startTestBroker, type TestBroker } from '../test-broker.ts';
import { dump, query, startTestStorage, type TestStorage } from '../test-storage.ts';

const CANARY = 'canary-Pa55word-91c';
const ASK = { profileId: 'billing-read', durationSeconds: 900, reason: 'invoice 7' };
const UNKNOWN = '01M85SZSVQKCPPN02KHP85HMJX';

let storage: TestStorage;
let broker: TestBroker;
beforeAll(async () => {
  storage = await startTestStorage();
  broker = await startTestBroker({ access: await storage.fresh() });
});
afterAll(async () => {
  await broker.stop();
  await storage.stop();
});

interface Case {
  readonly what: string;
  readonly who?: string | null;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly url?: string;
  readonly body?: unknown;
  readonly headers?: object;
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
  readonly pointer?: string;
}

const cases: readonly Case[] = [
  {
    what: 'a duration of 0',
    body: { ...ASK, durationSeconds: 0 },
    status: 422,
    code: 'duration-out-of-range',
    says: /whole number of seconds, from 10 .* to 86400/u,
    pointer: '/durationSeconds',
  },
  {
    what: 'a negative duration',
    body: { ...ASK, durationSeconds: -900 },
    status: 422,
    code: 'duration-out-of-range',
    says: /whole number of seconds, from 10/u,
    pointer: '/durationSeconds',
  },
  {
    what: 'a fractional duration',
    body: { ...ASK, durationSeconds: 900.5 },
    status: 422,
    code: 'duration-out-of-range',
    says: /whole number of seconds/u,
    pointer: '/durationSeconds',
  },
  {
    what: 'a duration over every maximum',
    body: { ...ASK, durationSeconds: 86_401 },
    status: 422,
    code: 'duration-out-of-range',
    says: /to 86400 \(24 h\)/u,
    pointer: '/durationSeconds',
  },
  {
    what: 'a duration over the profile’s maximum',
    body: { ...ASK, durationSeconds: 28_801 },
    status: 422,
    code: 'duration-out-of-range',
    says: /^Ask for 10 s to 8 h/u,
  },
  {
    what: 'a duration as a text',
    body: { ...ASK, durationSeconds: CANARY },
    status: 422,
    code: 'duration-out-of-range',
    says: /whole number of seconds/u,
    pointer: '/durationSeconds',
  },
  {
    what: 'no reason where one is required',
    body: { ...ASK, profileId: 'billing-fix', reason: '' },
    status: 422,
    code: 'reason-required',
    says: /needs a reason/u,
  },
  {
    what: 'a reason of blanks where one is required',
    body: { ...ASK, profileId: 'billing-fix', reason: ' \n ' },
    status: 422,
    code: 'reason-required',
    says: /needs a reason/u,
  },
  {
    what: 'a reason of 5,000 characters',
    body: { ...ASK, reason: CANARY.repeat(270) },
    status: 400,
    code: 'malformed-request',
    says: /^reason: Use at most 1000 characters/u,
    pointer: '/reason',
  },
  {
    what: 'a reason with a control character',
    body: { ...ASK, reason: `${CANARY}\u0007` },
    status: 400,
    code: 'malformed-request',
    says: /^reason: Leave out control and invisible/u,
    pointer: '/reason',
  },
  {
    what: 'a reason with a zero byte',
    body: { ...ASK, reason: `${CANARY}\u0000` },
    status: 400,
    code: 'malformed-request',
    says: /^reason: Leave out control/u,
    pointer: '/reason',
  },
  {
    what: 'a reason that turns the writing around',
    body: { ...ASK, reason: `${CANARY}\u202E` },
    status: 400,
    code: 'malformed-request',
    says: /^reason: Leave out control/u,
    pointer: '/reason',
  },
  {
    what: 'a reason with half a character',
    body: { ...ASK, reason: `${CANARY}\ud800` },
    status: 400,
    code: 'malformed-request',
    says: /^reason: Leave out control/u,
    pointer: '/reason',
  },
  {
    what: 'a reason that is no text',
    body: { ...ASK, reason: 7 },
    status: 400,
    code: 'malformed-request',
    says: /^reason: /u,
    pointer: '/reason',
  },
  {
    what: 'a reason that is missing',
    body: { profileId: 'billing-read', durationSeconds: 900 },
    status: 400,
    code: 'malformed-request',
    says: /^reason: /u,
    pointer: '/reason',
  },
  {
    what: 'a ticket of 101 characters',
    body: { ...ASK, ticket: 'x'.repeat(101) },
    status: 400,
    code: 'malformed-request',
    says: /^ticket: Use at most 100/u,
    pointer: '/ticket',
  },
  {
    what: 'a key nobody knows',
    body: { ...ASK, [CANARY]: 1 },
    status: 400,
    code: 'malformed-request',
    says: /does not know/u,
  },
  {
    what: 'a profile there is not',
    body: { ...ASK, profileId: 'no-such' },
    status: 404,
    code: 'unknown-profile',
    says: /no such profile/u,
  },
  {
    what: 'a profile id that cannot be one',
    body: { ...ASK, profileId: '../etc' },
    status: 400,
    code: 'malformed-request',
    says: /^profileId: A profile id is/u,
    pointer: '/profileId',
  },
  {
    what: 'no Idempotency-Key',
    body: ASK,
    headers: {},
    status: 400,
    code: 'malformed-request',
    says: /Idempotency-Key of 1–200/u,
  },
  {
    what: 'an Idempotency-Key of 201 characters',
    body: ASK,
    headers: { 'idempotency-key': 'x'.repeat(201) },
    status: 400,
    code: 'malformed-request',
    says: /Idempotency-Key of 1–200/u,
  },
  {
    what: 'what is no JSON',
    body: `{"reason": ${CANARY}`,
    status: 400,
    code: 'malformed-request',
    says: /not valid HTTP or JSON/u,
  },
  {
    what: 'an empty body that says it is JSON',
    body: '',
    headers: { 'idempotency-key': 'k', 'content-type': 'application/json' },
    status: 400,
    code: 'malformed-request',
    says: /./u,
  },
  { what: 'a list instead of an object', body: [CANARY], status: 400, code: 'malformed-request', says: /./u },
  {
    what: 'a key that would change every object',
    body: '{"__proto__": {"a": 1}, "profileId": "billing-read", "durationSeconds": 900, "reason": ""}',
    status: 400,
    code: 'malformed-request',
    says: /not valid HTTP or JSON/u,
  },
  {
    what: 'a body of 70 kB',
    body: { ...ASK, reason: CANARY.repeat(4000) },
    status: 413,
    code: 'malformed-request',
    says: /too large: 64 kB/u,
  },
  {
    what: 'a form instead of JSON',
    body: 'a=1',
    headers: { 'idempotency-key': 'k', 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'malformed-request',
    says: /Send JSON/u,
  },
  {
    what: 'a path there is not',
    method: 'GET',
    url: `/v1/${CANARY}`,
    status: 404,
    code: 'not-found',
    says: /nothing here/u,
  },
  {
    what: 'a method there is not',
    method: 'PUT',
    url: '/v1/me',
    status: 405,
    code: 'malformed-request',
    says: /^Only GET is possible/u,
  },
  {
    what: 'a grant there is not',
    method: 'GET',
    url: `/v1/grants/${UNKNOWN}`,
    status: 404,
    code: 'not-found',
    says: /no such grant/u,
  },
  {
    what: 'a grant id that cannot be one',
    method: 'GET',
    url: "/v1/grants/x'--",
    status: 400,
    code: 'malformed-request',
    says: /^id: /u,
    pointer: '/id',
  },
  {
    what: 'a status there is not',
    method: 'GET',
    url: '/v1/grants?status=dead',
    status: 400,
    code: 'malformed-request',
    says: /^status: /u,
    pointer: '/status',
  },
  {
    what: 'a source there is not',
    url: `/v1/grants/${UNKNOWN}/release`,
    body: { source: CANARY },
    status: 400,
    code: 'malformed-request',
    says: /^source: /u,
    pointer: '/source',
  },
  {
    what: 'a key that is no point of the curve',
    url: '/v1/devices',
    body: { publicKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }, name: 'x' },
    status: 400,
    code: 'malformed-request',
    says: /no point of P-256/u,
    pointer: '/publicKey',
  },
  {
    what: 'a private key by mistake',
    url: '/v1/devices',
    body: {
      publicKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43), d: CANARY },
      name: 'x',
    },
    status: 400,
    code: 'malformed-request',
    says: /^publicKey: /u,
    pointer: '/publicKey',
  },
  {
    what: 'no token',
    who: null,
    method: 'GET',
    url: '/v1/me',
    status: 401,
    code: 'not-signed-in',
    says: /send your token/u,
  },
  {
    what: 'a wrong token',
    who: 'A'.repeat(43),
    method: 'GET',
    url: '/v1/me',
    status: 401,
    code: 'not-signed-in',
    says: /does not know that token/u,
  },
  {
    what: 'a token that cannot be one',
    who: `${CANARY}';--`,
    method: 'GET',
    url: '/v1/me',
    status: 401,
    code: 'not-signed-in',
    says: /does not know that token/u,
  },
  {
    what: 'another name of the host (DNS rebinding)',
    method: 'GET',
    url: '/v1/me',
    headers: { host: 'evil.example' },
    status: 403,
    code: 'forbidden',
    says: /does not answer to that name/u,
  },
  {
    what: 'a name that only begins like ours',
    method: 'GET',
    url: '/healthz',
    headers: { host: '127.0.0.1.evil.example:7468' },
    status: 403,
    code: 'forbidden',
    says: /does not answer to that name/u,
  },
];

async function state(): Promise<unknown> {
  const { rows } = await query(
    broker.access.owner,
    'select (select count(*) from grants) g, (select count(*) from audit) a, (select count(*) from event) e, (select count(*) from device) d',
  );
  return rows;
}

describe('bad input', () => {
  it.each(cases)('$what is refused, changes nothing and is repeated nowhere', async (each) => {
    const before = await state();
    const url = each.url ?? '/v1/grants';
    const headers = each.headers ?? { 'idempotency-key': 'k' };
    const who = each.who === undefined ? 'engineer' : each.who;
    const reply = await broker.call(who, each.method ?? 'POST', url, each.body, headers);
    const said = problem.parse(reply.body);
    expect(said).toMatchObject({ status: each.status, code: each.code });
    expect(reply.status).toBe(each.status);
    expect(said.detail).toMatch(each.says);
    expect(said.type).toBe(`https://stint.dev/problems/${each.code}`);
    expect(String(reply.headers['content-type'])).toMatch(/^application\/problem\+json/u);
    if (each.pointer !== undefined)
      expect(said.errors?.map(({ pointer }) => pointer)).toContain(each.pointer);
    expect(await state()).toEqual(before);
    expect(reply.text).not.toContain(CANARY);
    expect(broker.leases.orders).toHaveLength(0);
  });

  it('left no trace of what was sent, in logs or database', async () => {
    const logged = broker.logged().replaceAll(`/v1/${CANARY}`, '');
    expect(logged).toContain('request completed');
    expect(logged).not.toContain(CANARY);
    const { rows } = await query(broker.access.owner, 'select count(*)::int n from audit');
    expect(rows[0]?.['n']).toBeGreaterThan(0);
    expect(await dump(broker.access.owner)).not.toContain(CANARY);
    for (const token of Object.values(broker.tokens)) {
      expect(logged).not.toContain(token);
      expect(await dump(broker.access.owner)).not.toContain(token);
      expect(await dump(broker.access.owner)).toContain(hashToken(token).toString('hex'));
    }
  });
});

describe('a token', () => {
  it('is refused once it has expired, and once it was revoked, each by its own code', async () => {
    const clock = createFakeClock();
    const other = await startTestBroker({ access: await storage.fresh(), clock });
    try {
      await revokeToken(other.db, other.tokens['reviewer'] ?? '', clock.now());
      expect((await other.call('reviewer', 'GET', '/v1/me')).body).toMatchObject({
        status: 401,
        code: 'token-revoked',
      });
      expect((await other.call('engineer', 'GET', '/v1/me')).status).toBe(200);
      clock.advance(90 * 86_400_000);
      expect((await other.call('engineer', 'GET', '/v1/me')).body).toMatchObject({
        status: 401,
        code: 'token-expired',
      });
    } finally {
      await other.stop();
    }
  });

  it('that is tried too often is slowed down, without harm to others at the same address', async () => {
    const other = await startTestBroker({ access: await storage.fresh() });
    try {
      const tries = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          other.call('B'.repeat(41) + String(index).padStart(2, '0'), 'GET', '/v1/me'),
        ),
      );
      expect(tries.filter((reply) => reply.status === 401)).toHaveLength(30);
      expect(tries.filter((reply) => reply.body['code'] === 'too-many-requests')).toHaveLength(10);
      expect((await other.call('engineer', 'GET', '/v1/me')).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});

describe('every answer', () => {
  it.each(['/v1/me', '/healthz', '/v1/nowhere', '/openapi.json'])(
    'of %s forbids browsers everything',
    async (url) => {
      const { headers } = await broker.call('engineer', 'GET', url, undefined, {
        origin: 'https://evil.example',
      });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
      expect(Object.keys(headers).filter((name) => /^access-control|^set-cookie/u.test(name))).toEqual([]);
    },
  );
});

describe('another person', () => {
  it('finds none of my grants by any route, and neither does nobody', async () => {
    const asked = await broker.call('engineer', 'POST', '/v1/grants', ASK, { 'idempotency-key': 'mine' });
    const id = String((asked.body['grant'] as { id: unknown }).id);
    const before = await state();
    const { publicKey } = await makeKey();
    const start = { deviceId: 'A'.repeat(43), sealTo: publicKey, proof: 'x' };
    const routes: readonly (readonly ['GET' | 'POST', string, unknown, Record<string, number>])[] = [
      ['GET', '/v1/me', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      ['GET', '/v1/profiles', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      ['GET', '/v1/grants', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      ['GET', `/v1/grants/${id}`, undefined, { engineer: 200, reviewer: 404, nobody: 401 }],
      // The device is asked for first; that it is unknown says nothing about the grant.
      ['POST', `/v1/grants/${id}/start`, start, { engineer: 403, reviewer: 403, nobody: 401 }],
      [
        'POST',
        `/v1/grants/${id}/release`,
        { source: 'window' },
        { engineer: 409, reviewer: 404, nobody: 401 },
      ],
      ['POST', `/v1/grants/${id}/withdraw`, { source: 'window' }, { reviewer: 404, nobody: 401 }],
      ['POST', '/v1/devices', { publicKey: {}, name: '' }, { engineer: 400, reviewer: 400, nobody: 401 }],
      ['POST', '/v1/grants', {}, { engineer: 400, reviewer: 400, nobody: 401 }],
      ['GET', '/v1/events', undefined, { nobody: 401 }],
      ['GET', '/healthz', undefined, { engineer: 200, nobody: 200 }],
      ['GET', '/readyz', undefined, { engineer: 200, nobody: 200 }],
      ['GET', '/metrics', undefined, { engineer: 200, nobody: 200 }],
      ['GET', '/openapi.json', undefined, { engineer: 200, nobody: 200 }],
    ];
    for (const [method, url, body, expected] of routes) {
      for (const [who, status] of Object.entries(expected)) {
        const reply = await broker.call(who === 'nobody' ? null : who, method, url, body);
        expect([who, method, url, reply.status]).toEqual([who, method, url, status]);
        if (who === 'reviewer') expect(reply.text).not.toContain('invoice 7');
      }
    }
    expect(await state()).toEqual(before);
    // Every route of the API stands in the table above.
    const api = (await broker.call(null, 'GET', '/openapi.json')).body['paths'] as Record<string, object>;
    const described = Object.entries(api).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('{id}', id)}`),
    );
    const tabled = new Set(routes.map(([method, url]) => `${method} ${url}`));
    expect(described.filter((route) => !tabled.has(route))).toEqual([]);
    expect(described.length).toBeGreaterThanOrEqual(13);
  });
});

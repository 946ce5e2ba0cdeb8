// Who calls: tokens that are over or guessed, browsers, and people who want what is somebody else’s.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { revokeTokens } from '../../../broker/identity/token-orders.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { makeKey, startTestBroker, type TestBroker } from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { ASK } from './bad-request.ts';
import { countRows } from './count-rows.ts';

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

describe('a token', () => {
  it('is refused once it has expired, and once it was revoked, each by its own code', async () => {
    const clock = createFakeClock();
    const other = await startTestBroker({ access: await storage.fresh(), clock });
    try {
      await revokeTokens({ db: other.db, at: clock.now(), by: { kind: 'broker' } }, 'reviewer');
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

const KEY = { 'idempotency-key': 'k' };

describe('another person', () => {
  it('finds none of my grants by any route, and neither does nobody', async () => {
    const asked = await broker.call('engineer', 'POST', '/v1/grants', ASK, { 'idempotency-key': 'mine' });
    const id = String((asked.body['grant'] as { id: unknown }).id);
    const before = (await countRows(broker.access))[0] ?? {};
    const { publicKey } = await makeKey();
    const extended = {
      deviceId: 'A'.repeat(43),
      durationSeconds: 60,
      reason: '',
      proof: 'x',
      source: 'window',
    };
    const reviewed = { verdict: 'approve', digest: 'a'.repeat(64), source: 'window' };
    const start = { deviceId: 'A'.repeat(43), sealTo: publicKey, proof: 'x', source: 'window' };
    const routes: readonly (readonly [
      'GET' | 'POST',
      string,
      unknown,
      Record<string, number>,
      object?,
      string?,
    ])[] = [
      ['GET', '/v1/me', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      ['GET', '/v1/profiles', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      ['GET', '/v1/grants', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      ['GET', '/v1/inbox', undefined, { engineer: 200, reviewer: 200, nobody: 401 }],
      // Nobody was asked about this one: its own person may not, and to anybody else it is not there.
      ['POST', `/v1/grants/${id}/reviews`, reviewed, { engineer: 403, reviewer: 404, nobody: 401 }],
      ['GET', `/v1/grants/${id}`, undefined, { engineer: 200, reviewer: 404, nobody: 401 }],
      // Whose it is comes first, then whose the device is.
      ['POST', `/v1/grants/${id}/start`, start, { engineer: 403, reviewer: 404, nobody: 401 }],
      ['POST', `/v1/grants/${id}/extend`, extended, { engineer: 403, reviewer: 404, nobody: 401 }, KEY],
      [
        'POST',
        `/v1/grants/${id}/release`,
        { source: 'window' },
        { engineer: 409, reviewer: 404, nobody: 401 },
      ],
      ['POST', `/v1/grants/${id}/withdraw`, { source: 'window' }, { reviewer: 404, nobody: 401 }],
      // Nobody is an admin here: one's own is refused, and anybody else's is not there.
      ['POST', `/v1/grants/${id}/revoke`, { reason: 'x' }, { engineer: 403, reviewer: 404, nobody: 401 }],
      [
        'POST',
        `/v1/people/${id}/revoke`,
        { reason: 'x' },
        { engineer: 403, reviewer: 403, nobody: 401 },
        {},
        '/v1/people/{id}/revoke',
      ],
      [
        'POST',
        '/v1/targets/billing/revoke',
        { reason: 'x' },
        { engineer: 403, reviewer: 403, nobody: 401 },
        {},
        '/v1/targets/{id}/revoke',
      ],
      ['GET', '/v1/leases', undefined, { engineer: 403, reviewer: 403, nobody: 401 }],
      ['POST', `/v1/leases/${id}/close`, { reason: 'x' }, { engineer: 403, reviewer: 403, nobody: 401 }],
      ['POST', '/v1/devices', { publicKey: {}, name: '' }, { engineer: 400, reviewer: 400, nobody: 401 }],
      ['POST', '/v1/grants', {}, { engineer: 400, reviewer: 400, nobody: 401 }],
      ['GET', '/v1/events', undefined, { nobody: 401 }],
      ['GET', '/healthz', undefined, { engineer: 200, nobody: 200 }],
      ['GET', '/readyz', undefined, { engineer: 200, nobody: 200 }],
      ['GET', '/metrics', undefined, { engineer: 200, nobody: 200 }],
      ['GET', '/openapi.json', undefined, { engineer: 200, nobody: 200 }],
    ];
    for (const [method, url, body, expected, headers] of routes) {
      for (const [who, status] of Object.entries(expected)) {
        const reply = await broker.call(who === 'nobody' ? null : who, method, url, body, headers);
        expect([who, method, url, reply.status]).toEqual([who, method, url, status]);
        if (who === 'reviewer') expect(reply.text).not.toContain('invoice 7');
      }
    }
    // Two tried to review what is not theirs, two to revoke three times each, and two to close a lease: that stands in the audit, and nothing else has changed.
    expect(await countRows(broker.access)).toEqual([{ ...before, a: String(Number(before['a']) + 10) }]);
    // Every route of the API stands in the table above.
    const api = (await broker.call(null, 'GET', '/openapi.json')).body['paths'] as Record<string, object>;
    const described = Object.entries(api).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('{id}', id)}`),
    );
    const tabled = new Set(
      routes.map(([method, url, , , , path]) => `${method} ${path?.replace('{id}', id) ?? url}`),
    );
    expect(described.filter((route) => !tabled.has(route))).toEqual([]);
    expect(described.length).toBeGreaterThanOrEqual(13);
  });
});

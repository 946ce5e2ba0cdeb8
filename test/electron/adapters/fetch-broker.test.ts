import { z } from 'zod';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { grantAnswer, startAnswer } from '../../../shared/api.ts';
import { makeProblem } from '../../fakes/fake-broker-client.ts';
import { makeActive, makeApproved, makeId, makeInboxItem, makeOffer } from '../../fakes/make-grant.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';
import { answerJson, startLocalBroker, TOKEN, type Answer, type LocalBroker } from './local-broker.ts';

const AT = Date.parse('2026-03-02T09:00:00Z');
const APPROVED = makeApproved(makeId(1), AT);
const LEASE = {
  id: makeId(2),
  entitlementId: 'billing-read',
  kind: 'postgresql',
  targetName: 'billing',
  account: 'stint_x',
  state: { state: 'active' },
} as const;
const ACTIVE = makeActive(APPROVED, { startedAt: AT, expiresAt: AT + 900_000, leases: [LEASE] });
const BODY = {
  deviceId: 'D'.repeat(43),
  sealTo: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) },
  proof: 'p',
  source: 'tray-menu',
} as const;
const STARTED = {
  serverNow: AT,
  durationSeconds: 900,
  grant: ACTIVE,
  credentials: [{ leaseId: LEASE.id, sealed: 'sealed' }],
};
const toWire = (answer: typeof STARTED): unknown => z.encode(startAnswer, answer);

let broker: LocalBroker | null = null;
afterEach(async () => {
  await broker?.close();
  broker = null;
});
async function start(answer: Answer, given?: Parameters<typeof startLocalBroker>[1]): Promise<LocalBroker> {
  broker = await startLocalBroker(answer, given);
  return broker;
}

describe('a call of the broker', () => {
  it('asks with the token, the key and the body, and reads instants as milliseconds', async () => {
    const { client, requests } = await start(
      answerJson(z.encode(grantAnswer, { serverNow: AT, grant: APPROVED })),
    );
    const answer = await client.ask(
      { profileId: 'billing-read', durationSeconds: 900, reason: '', source: 'tray-menu' },
      'key-1',
    );
    expect(answer).toMatchObject({ ok: true, value: { serverNow: AT, value: APPROVED } });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      line: 'POST /v1/grants',
      body: '{"profileId":"billing-read","durationSeconds":900,"reason":"","source":"tray-menu"}',
    });
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'idempotency-key': 'key-1',
    });
  });

  it('reviews and extends by their own paths, the extension with its key', async () => {
    const grant = makeInboxItem(makeId(1), AT).grant;
    const { client, requests } = await start(answerJson(z.encode(grantAnswer, { serverNow: AT, grant })));
    const review = { digest: 'a'.repeat(64), verdict: 'approve', source: 'window' } as const;
    expect(await client.review(makeId(1), review)).toMatchObject({ ok: true, value: { value: grant } });
    const extension = { deviceId: BODY.deviceId, durationSeconds: 900, reason: '', proof: 'p' } as const;
    await client.extend(makeId(1), { ...extension, source: 'notification' }, 'key-2');
    expect(requests.map(({ line, body }): unknown[] => [line, JSON.parse(body)])).toEqual([
      [`POST /v1/grants/${makeId(1)}/reviews`, review],
      [`POST /v1/grants/${makeId(1)}/extend`, { ...extension, source: 'notification' }],
    ]);
    expect(requests[1]?.headers['idempotency-key']).toBe('key-2');
  });

  it('reads the clock when it sends, not when the answer comes', async () => {
    const clock = createFakeClock(AT);
    const { client } = await start(
      (request, response) => {
        clock.advance(3_000);
        answerJson(toWire(STARTED))(request, response);
      },
      { clock },
    );
    expect(await client.start(makeId(1), BODY, 'key')).toMatchObject({
      ok: true,
      value: { sent: { wallAt: AT } },
    });
  });

  it('passes a problem on with its code, its sentence cleaned', async () => {
    const { problem } = makeProblem('policy-refused', 'No\u202e.\u0007', 403) as { problem: object };
    const { client } = await start(answerJson(problem, 403, 'application/problem+json; charset=utf-8'));
    expect(await client.me()).toMatchObject({
      ok: false,
      error: { kind: 'problem', problem: { code: 'policy-refused', detail: 'No.' } },
    });
  });

  it('is unreachable when nothing listens', async () => {
    const { client, close } = await start(answerJson({}));
    await close();
    expect(await client.me()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });

  it('is unreachable when the connection is cut', async () => {
    const { client } = await start((request) => request.socket.destroy());
    expect(await client.me()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });

  it.each([502, 503, 504])('is unreachable when a proxy says %i for it', async (status) => {
    const { client } = await start(answerJson('<h1>Bad gateway</h1>', status, 'text/html'));
    expect(await client.me()).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });
});

describe('a broker that answers wrongly', () => {
  const century = { ...ACTIVE, expiresAt: Date.parse('2126-01-01T00:00:00Z') };
  it.each<[string, Answer]>([
    ['JSON of another shape', answerJson({ canary: 'canary-body' })],
    [
      'a grant of another shape',
      answerJson({ ...(toWire(STARTED) as object), grant: { id: 'canary-body' } }),
    ],
    ['no JSON', answerJson('canary-body {')],
    ['HTML', answerJson('<p>canary-body</p>', 200, 'text/html')],
    ['an empty answer', answerJson('')],
    ['a refusal of another shape', answerJson({ canary: 'canary-body' }, 403, 'application/problem+json')],
    ['a refusal in HTML', answerJson('<p>canary-body</p>', 404, 'text/html')],
    ['another grant', answerJson(toWire({ ...STARTED, grant: { ...ACTIVE, id: makeId(9) } }))],
    ['an end a century away', answerJson(toWire({ ...STARTED, grant: century }))],
    ['a duration of a century', answerJson(toWire({ ...STARTED, durationSeconds: 3_155_760_000 }))],
    ['an instant that is none', answerJson({ ...(toWire(STARTED) as object), serverNow: 'soon' })],
    ['over a megabyte', answerJson({ ...(toWire(STARTED) as object), padding: 'x'.repeat(1_048_577) })],
  ])('is not believed: %s', async (_what, answer) => {
    const { client, url } = await start(answer);
    const started = await client.start(makeId(1), BODY, 'key');
    expect(started).toMatchObject({ ok: false, error: { kind: 'wrong-answer' } });
    const text = JSON.stringify(started);
    expect(text).toContain(url);
    expect(text).not.toContain('canary');
    expect(text).not.toContain(TOKEN);
  });

  it.each(['release', 'withdraw'] as const)('is not believed about another access: %s', async (end) => {
    const other = z.encode(grantAnswer, { serverNow: AT, grant: { ...ACTIVE, id: makeId(9) } });
    const { client } = await start(answerJson(other));
    expect(await client[end](makeId(1), 'window')).toMatchObject({
      ok: false,
      error: { kind: 'wrong-answer' },
    });
  });

  it('is not believed about another access than the one that was reviewed', async () => {
    const other = z.encode(grantAnswer, { serverNow: AT, grant: { ...ACTIVE, id: makeId(9) } });
    const { client } = await start(answerJson(other));
    const review = { digest: 'a'.repeat(64), verdict: 'approve', source: 'window' } as const;
    expect(await client.review(makeId(1), review)).toMatchObject({ error: { kind: 'wrong-answer' } });
  });

  it.each([301, 302, 303, 307, 308])('is not followed anywhere: %i', async (status) => {
    const other = await startLocalBroker(answerJson({}));
    try {
      const { client } = await start((_request, response) => {
        response.writeHead(status, { location: `${other.url}/v1/me` }).end();
      });
      expect(await client.me()).toMatchObject({ ok: false, error: { kind: 'wrong-answer' } });
      expect(other.requests).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('is cut off when its answer has no end', async () => {
    const local = await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    expect(await local.client.me()).toMatchObject({ ok: false, error: { kind: 'wrong-answer' } });
    await expect.poll(() => local.sockets()).toBe(0);
  });

  it('may send the profiles in more than a megabyte', async () => {
    const profiles = Array.from({ length: 3000 }, (_, n) => makeOffer(`profile-${String(n)}`));
    const { client } = await start(answerJson({ serverNow: new Date(AT).toISOString(), profiles }));
    const answer = await client.profiles();
    expect(answer.ok && answer.value.length).toBe(3000);
  });

  it('may not send the profiles in more than eight megabytes', async () => {
    const { client } = await start(answerJson({ padding: 'x'.repeat(8 * 1024 * 1024) }));
    expect(await client.profiles()).toMatchObject({ ok: false, error: { kind: 'wrong-answer' } });
  });
});

describe('a broker that is slow', () => {
  const silent: Answer = () => undefined;
  const dripping: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"id":');
  };
  it.each<[string, Answer]>([
    ['says nothing', silent],
    ['begins and never ends', dripping],
  ])('is given up after ten seconds, and thirty for a start: it %s', async (_what, answer) => {
    const clock = createFakeClock(AT);
    const local = await start(answer, { clock });
    const answers: string[] = [];
    const me = local.client.me().then((one) => answers.push(`me ${String(one.ok)}`));
    const started = local.client.start(makeId(1), BODY, 'key').then((one) => {
      answers.push(`start ${one.ok ? '' : one.error.kind}`);
    });
    await vi.waitFor(() => expect(local.requests).toHaveLength(2));
    clock.advance(9_900);
    expect(answers).toEqual([]);
    clock.advance(100);
    await me;
    expect(answers).toEqual(['me false']);
    clock.advance(20_000);
    await started;
    expect(answers).toEqual(['me false', 'start unreachable']);
    await expect.poll(() => local.sockets()).toBe(0);
    expect(clock.timers()).toBe(0);
  });
});

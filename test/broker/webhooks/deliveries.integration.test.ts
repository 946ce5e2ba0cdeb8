// Deliveries over the real storage to a real HTTP server: down and up again, hanging, leading elsewhere, failing, and two nodes at once.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTransaction } from '../../../broker/storage/transaction.ts';
import type { WebhookCall, WebhookClient } from '../../../broker/ports/webhook-client.ts';
import { announce } from '../../../broker/webhooks/announce.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { isSigned, KEY, startReceiver, status, type Receiver } from './receiver.ts';
import { makeFact, makeWebhook, PATH, startTelling, type Telling } from './telling.ts';

let storage: TestStorage;
let telling: Telling;
let receiver: Receiver;

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  telling = await startTelling(await storage.fresh());
  receiver = await startReceiver();
});
afterEach(async () => {
  await telling.stop();
  await receiver.stop();
});

const SECOND = 1_000;
const HOUR = 3_600_000;
const allTold = async (): Promise<boolean> => (await telling.waiting()) === 0;

describe('a fact', () => {
  it('is told once, signed over time and body, with an id of its own', async () => {
    telling.node([makeWebhook(receiver.origin)]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(allTold, 5 * SECOND);
    const [received] = receiver.received;
    if (received === undefined) throw new Error('Nothing came.');
    expect(receiver.received).toHaveLength(1);
    expect(received.path).toBe(PATH);
    expect(received.headers['content-type']).toBe('application/json; charset=utf-8');
    const body = JSON.parse(received.body) as Record<string, unknown>;
    expect(body).toMatchObject({ kind: 'lease-stuck', at: '2026-03-02T09:00:00.000Z' });
    expect(body['id']).toBe(received.headers['stint-delivery']);
    const now = telling.clock.now();
    expect(isSigned(received, KEY, now)).toBe(true);
    expect(isSigned(received, 'another key, as long', now)).toBe(false);
    expect(isSigned({ ...received, body: received.body.replace('6', '7') }, KEY, now)).toBe(false);
    expect(isSigned(received, KEY, now + 301 * SECOND)).toBe(false);
  });

  it('whose transaction is undone is never told', async () => {
    telling.node([makeWebhook(receiver.origin)]);
    const undone = inTransaction(telling.db, async (tx) => {
      await announce(tx, makeFact(telling.clock.now(), 'undone'));
      throw new Error('It was not to be.');
    });
    await expect(undone).rejects.toThrow('It was not to be.');
    await telling.tell(makeFact(telling.clock.now(), 'done'));
    await telling.until(allTold, 5 * SECOND);
    expect(receiver.received.map(({ body }) => body.includes('"done"'))).toEqual([true]);
  });

  it('goes to those that asked for it, each in its form, and to nobody else', async () => {
    const chat = makeWebhook(`${receiver.origin}/chat`, { id: 'chat', key: null });
    const other = makeWebhook(`${receiver.origin}/other`, { id: 'other', on: new Set(['denied']) });
    telling.node([makeWebhook(receiver.origin), chat, other]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(allTold, 5 * SECOND);
    const paths = receiver.received.map(({ path }) => path);
    expect(paths.toSorted()).toEqual([`/chat${PATH}`, PATH]);
    const said = receiver.received.find(({ path }) => path.startsWith('/chat'));
    expect(Object.keys(JSON.parse(said?.body ?? '{}') as object)).toEqual(['text']);
    expect(said?.headers['stint-signature']).toBe(undefined);
  });

  it('is cleared away where nobody is to hear of it', async () => {
    await telling.tell(makeFact(telling.clock.now()));
    telling.node([]);
    await telling.until(allTold, 5 * SECOND);
    expect(await telling.audited()).toEqual([]);
  });
});

describe('a receiver', () => {
  it('that is down gets everything once it is up again, however long the outage within a day', async () => {
    // Nobody listens at port 1; one that a receiver has let go could be given to somebody else before it is up again.
    let origin = 'http://127.0.0.1:1';
    telling.node([makeWebhook('', { address: () => new URL(`${origin}${PATH}`) })]);
    for (let n = 0; n < 5; n += 1) await telling.tell(makeFact(telling.clock.now(), `fact ${n}`));
    await telling.until(() => telling.logged().includes('"attempts":4'), 60 * SECOND);
    expect(telling.logged()).toContain('it could not be reached (ECONNREFUSED)');
    telling.clock.advance(20 * HOUR);
    ({ origin } = receiver);
    await telling.until(allTold, HOUR, SECOND);
    // At least once: on a busy machine this clock overtakes an answer, and the same is sent again under the same id.
    expect(new Set(receiver.ids()).size).toBe(5);
    expect(await telling.audited()).toEqual([]);
  });

  it('that hangs is left after ten seconds, holds up no other, and hears of it again', async () => {
    receiver.answer = (response, { path }) => {
      if (path.startsWith('/slow')) return;
      status(204)(response);
    };
    const slow = makeWebhook(`${receiver.origin}/slow`, { id: 'slow' });
    telling.node([slow, makeWebhook(receiver.origin)]);
    const facts = Array.from({ length: 12 }, () => makeFact(telling.clock.now()));
    await telling.tell(...facts);
    const quick = (): number => receiver.received.filter(({ path }) => path === PATH).length;
    // Within the ten seconds the other has heard all of it.
    await telling.until(() => quick() === 12, 5 * SECOND);
    expect(telling.logged()).toBe('');
    await telling.until(() => telling.logged().includes('did not answer within 10 s'), 20 * SECOND);
    receiver.answer = status(200);
    await telling.until(allTold, HOUR, SECOND);
    const heard = receiver.received.filter(({ path }) => path !== PATH).map((each) => each.body);
    for (const fact of facts)
      expect(heard.some((body) => fact.kind === 'lease-stuck' && body.includes(fact.lease.id))).toBe(true);
  });

  it('that hangs in the middle of its answer has taken it', async () => {
    receiver.answer = (response) => void response.writeHead(200).write('so');
    telling.node([makeWebhook(receiver.origin)]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(allTold, 15 * SECOND);
    expect(receiver.received).toHaveLength(1);
  });

  it('that leads elsewhere is not followed', async () => {
    const elsewhere = await startReceiver();
    try {
      receiver.answer = status(307, { location: `${elsewhere.origin}/taken` });
      telling.node([makeWebhook(receiver.origin)]);
      await telling.tell(makeFact(telling.clock.now()));
      await telling.until(() => telling.logged().includes('redirects are not followed'), 5 * SECOND);
      receiver.answer = status(200);
      await telling.until(allTold, 30 * SECOND);
      expect(elsewhere.received).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });

  it('that fails is tried again, later each time, with the same id and a fresh signature', async () => {
    receiver.answer = status(500);
    telling.node([makeWebhook(receiver.origin)]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(() => receiver.received.length >= 6, 60 * SECOND);
    receiver.answer = status(200);
    await telling.until(allTold, 60 * SECOND);
    expect(new Set(receiver.ids()).size).toBe(1);
    const times = receiver.received.map(({ headers }) =>
      Number(/^t=(\d+)/u.exec(String(headers['stint-signature']))?.[1]),
    );
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // Twice as long each time, and as much later as this machine needs to come to it.
    expect(gaps.filter((gap, index) => gap < 2 ** index)).toEqual([]);
    expect(receiver.received.every((each, at) => isSigned(each, KEY, (times[at] ?? 0) * 1000))).toBe(true);
  });

  it('that answers for ever is cut off', async () => {
    let written = 0;
    receiver.answer = (response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(4096))) written += 4096;
      };
      response.on('drain', more);
      response.on('error', () => undefined);
      more();
    };
    telling.node([makeWebhook(receiver.origin)]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(allTold, 5 * SECOND);
    const then = written;
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1));
    expect(written).toBe(then);
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('that fails for a day is given up, in the audit and in the log', async () => {
    const tries: WebhookCall[] = [];
    // It answers at once: steps of minutes would run out the ten seconds that a real one has.
    const refusing: WebhookClient = {
      post(call) {
        tries.push(call);
        return Promise.resolve({ ok: false, problem: { kind: 'status', status: 503 } });
      },
    };
    telling.node([makeWebhook(receiver.origin)], refusing);
    const fact = makeFact(telling.clock.now());
    await telling.tell(fact);
    await telling.until(() => tries.length >= 3, 60 * SECOND);
    await telling.until(allTold, 25 * HOUR, 5 * 60 * SECOND);
    expect(telling.clock.now() - fact.at).toBeGreaterThan(23.5 * HOUR);
    expect(await telling.audited()).toMatchObject([
      {
        action: 'webhook-given-up',
        subject: 'ops',
        actor: { kind: 'broker' },
        details: {
          delivery: tries[0]?.headers['stint-delivery'],
          told: 'lease-stuck',
          problem: 'it answered 503',
        },
      },
    ]);
    expect(telling.logged()).toContain('A webhook was given up: it answered 503');
  });

  it('that the configuration names no more is given up after a day', async () => {
    receiver.answer = status(500);
    const node = telling.node([makeWebhook(receiver.origin)]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(() => receiver.received.length > 0, 5 * SECOND);
    await node.stop();
    telling.node([makeWebhook(receiver.origin, { id: 'another' })]);
    telling.clock.advance(23 * HOUR);
    await telling.until(allTold, 2 * HOUR, 60 * SECOND);
    expect(await telling.audited()).toMatchObject([
      {
        action: 'webhook-given-up',
        subject: 'ops',
        details: { problem: 'the configuration names it no more' },
      },
    ]);
  });
});

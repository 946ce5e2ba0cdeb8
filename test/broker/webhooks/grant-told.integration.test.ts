// The life of a grant as a webhook hears of it, over the whole broker; and that a webhook that does not answer holds nobody up.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createHttpWebhookClient } from '../../../broker/adapters/http-webhook-client.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { review, REVIEW_YAML } from '../grants/reviewing.ts';
import { askFor, registerDesktop, startOn, startTestBroker, type TestBroker } from '../test-broker.ts';
import { dump, startTestStorage, type TestStorage } from '../test-storage.ts';
import { KEY, startReceiver, status, type Receiver } from './receiver.ts';
import { makeWebhook, PATH } from './telling.ts';

let storage: TestStorage;
let broker: TestBroker;
let receiver: Receiver;

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  receiver = await startReceiver();
  const clock = createFakeClock();
  broker = await startTestBroker({
    access: await storage.fresh(),
    yaml: REVIEW_YAML,
    clock,
    webhooks: [makeWebhook(receiver.origin)],
    webhookClient: createHttpWebhookClient(clock),
  });
});
afterEach(async () => {
  await broker.stop();
  await receiver.stop();
});

interface Told {
  readonly kind: string;
  readonly grant: { readonly id: string; readonly person: { readonly name: string } };
}

const told = (): readonly Told[] => receiver.received.map(({ body }) => JSON.parse(body) as Told);

async function hear(count: number): Promise<readonly string[]> {
  await vi.waitFor(
    () => {
      broker.clock.advance(500);
      expect(told()).toHaveLength(count);
    },
    { timeout: 20_000, interval: 20 },
  );
  // Several are sent at once: their ids rise in the order of the facts.
  const inOrder = [...receiver.received].toSorted((a, b) =>
    String(a.headers['stint-delivery']) < String(b.headers['stint-delivery']) ? -1 : 1,
  );
  return inOrder.map(({ body }) => (JSON.parse(body) as Told).kind);
}

it('is told from the asking to the end, without a credential or a token', async () => {
  const laptop = await registerDesktop(broker, 'engineer');
  const id = await askFor(broker, 'engineer', 'billing-fix');
  expect(await hear(1)).toEqual(['request-waiting']);
  expect((await review(broker, 'reviewer', id)).status).toBe(200);
  expect(await hear(3)).toEqual(['request-waiting', 'reviewed', 'approved']);
  expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
  await broker.call('engineer', 'POST', `/v1/grants/${id}/release`, { source: 'window' });
  expect((await hear(5)).slice(3)).toEqual(['started', 'ended']);
  expect(told().every(({ grant }) => grant.id === id && grant.person.name === 'Erin Engineer')).toBe(true);
  const everything = receiver.received.map(({ body, headers }) => body + JSON.stringify(headers)).join('');
  for (const secret of [...Object.values(broker.tokens), 'canary-password', laptop.deviceId, KEY])
    expect(everything).not.toContain(secret);
  const ours = broker.logged() + (await dump(broker.access.owner));
  for (const secret of [KEY, PATH]) expect(ours).not.toContain(secret);
});

it('that hangs holds no review, start or end up', async () => {
  receiver.answer = () => undefined;
  const laptop = await registerDesktop(broker, 'engineer');
  const id = await askFor(broker, 'engineer', 'billing-fix');
  await hear(1);
  expect((await review(broker, 'reviewer', id)).status).toBe(200);
  expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
  const reply = await broker.call('engineer', 'POST', `/v1/grants/${id}/release`, { source: 'window' });
  expect(reply.body).toMatchObject({ grant: { status: 'ended', why: 'released' } });
});

it('that takes nothing can be told from the metrics, with how long it has not', async () => {
  const metrics = async (): Promise<string> => (await broker.call(null, 'GET', '/metrics')).text;
  const waiting = (count: number): Promise<void> =>
    vi.waitFor(async () => {
      broker.clock.advance(500);
      expect(await metrics()).toContain(`stint_webhook_deliveries{webhook="ops"} ${count}\n`);
    });
  await waiting(0);
  expect(await metrics()).toContain('stint_webhook_oldest_delivery_seconds{webhook="ops"} 0\n');
  receiver.answer = status(500);
  await askFor(broker, 'engineer', 'billing-fix');
  await waiting(1);
  broker.clock.advance(600_000);
  const [, seconds] =
    /stint_webhook_oldest_delivery_seconds\{webhook="ops"\} (\d+)\n/u.exec(await metrics()) ?? [];
  expect(Number(seconds)).toBeGreaterThanOrEqual(600);
  receiver.answer = status(204);
  await waiting(0);
});

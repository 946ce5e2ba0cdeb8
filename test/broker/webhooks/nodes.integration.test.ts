// Two nodes of a broker tell the same facts, and what neither of them may write anywhere.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dump, startTestStorage, type TestStorage } from '../test-storage.ts';
import type { StorageAccess } from '../../../broker/storage/open-storage.ts';
import { KEY, startReceiver, status, type Receiver } from './receiver.ts';
import { makeFact, makeWebhook, PATH, startTelling, type Telling } from './telling.ts';

let storage: TestStorage;
let access: StorageAccess;
let telling: Telling;
let receiver: Receiver;

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  access = await storage.fresh();
  telling = await startTelling(access);
  receiver = await startReceiver();
});
afterEach(async () => {
  await telling.stop();
  await receiver.stop();
});

const SECOND = 1_000;
const HOUR = 3_600_000;
const allTold = async (): Promise<boolean> => (await telling.waiting()) === 0;

describe('address and key', () => {
  it('are found in no log, no audit and no table, whatever fails', async () => {
    telling.node([
      makeWebhook(receiver.origin),
      makeWebhook('http://127.0.0.1:1', { id: 'nobody', key: null }),
      makeWebhook('https://no-such-host.invalid', { id: 'nowhere' }),
    ]);
    receiver.answer = status(500);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(() => receiver.received.length >= 3, 60 * SECOND);
    await telling.until(() => telling.logged().includes('nowhere'), 60 * SECOND);
    await telling.until(async () => (await telling.audited()).length >= 3, 26 * HOUR, 5 * 60 * SECOND);
    const everything = `${telling.logged()}\n${await dump(access.owner)}\n${JSON.stringify(makeWebhook(receiver.origin))}`;
    expect(everything).toContain('webhook-given-up');
    for (const secret of [KEY, PATH, receiver.origin, 'no-such-host'])
      expect(everything).not.toContain(secret);
  });
});

describe('two nodes', () => {
  it('deliver a hundred facts once each', async () => {
    for (let n = 0; n < 2; n += 1) telling.node([makeWebhook(receiver.origin)]);
    const facts = Array.from({ length: 100 }, (_, n) => makeFact(telling.clock.now(), `fact ${n}.`));
    await Promise.all(facts.map((fact) => telling.tell(fact)));
    await telling.until(allTold, 60 * SECOND);
    const told = receiver.received.map(({ body }) => /fact \d+/u.exec(body)?.[0]);
    expect(told).toHaveLength(100);
    expect(new Set(told).size).toBe(100);
  });

  it('finish what one of them broke off when it was stopped', async () => {
    receiver.answer = () => undefined;
    const first = telling.node([makeWebhook(receiver.origin)]);
    await telling.tell(makeFact(telling.clock.now()));
    await telling.until(() => receiver.received.length === 1, 5 * SECOND);
    await first.stop();
    receiver.answer = status(200);
    telling.node([makeWebhook(receiver.origin)]);
    await telling.until(allTold, 60 * SECOND);
    expect(new Set(receiver.ids()).size).toBe(1);
  });
});

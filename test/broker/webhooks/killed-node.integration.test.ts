// A node is killed before or after it has sent: another one tells it, with the same id. At least once is the promise.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import type { DoomedOrder } from './doomed-node.ts';
import { startReceiver } from './receiver.ts';
import { makeFact, makeWebhook, startTelling } from './telling.ts';

let storage: TestStorage;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());

it.each([
  ['before sending', 0],
  ['after sending', 1],
] as const)('killed %s, the next node tells it by the same id', async (dieAt, heardBefore) => {
  const access = await storage.fresh();
  const telling = await startTelling(access);
  const receiver = await startReceiver();
  try {
    // Of the real time that the killed node lives in.
    await telling.tell(makeFact(Date.now()));
    const order: DoomedOrder = { storage: access.run, origin: receiver.origin, dieAt };
    const program = join(import.meta.dirname, 'doomed-node.ts');
    const child = spawn(process.execPath, [program, JSON.stringify(order)], { stdio: 'ignore' });
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(receiver.received).toHaveLength(heardBefore);
    expect(await telling.waiting()).toBe(1);
    const [row] = await telling.db.selectFrom('delivery').selectAll().execute();
    telling.node([makeWebhook(receiver.origin)]);
    telling.clock.advance((row?.claimed_until ?? 0) - telling.clock.now() - 1_000);
    await telling.until(async () => (await telling.waiting()) === 0, 10_000);
    expect(receiver.received).toHaveLength(heardBefore + 1);
    expect(new Set(receiver.ids())).toEqual(new Set([row?.id]));
  } finally {
    await telling.stop();
    await receiver.stop();
  }
});

// A node that tells what was announced and kills itself with SIGKILL before or after it has sent. Arguments: a JSON of DoomedOrder.
import type pg from 'pg';
import { ulid } from 'ulid';
import { createHttpWebhookClient } from '../../../broker/adapters/http-webhook-client.ts';
import { createSystemClock } from '../../../broker/adapters/system-clock.ts';
import { createDatabase } from '../../../broker/storage/database.ts';
import { createDispatcher } from '../../../broker/webhooks/dispatcher.ts';
import { makeWebhook } from './telling.ts';

export interface DoomedOrder {
  readonly storage: pg.PoolConfig;
  readonly origin: string;
  readonly dieAt: 'before sending' | 'after sending';
}

// The test that starts this program wrote it.
const order = JSON.parse(process.argv[2] ?? '') as DoomedOrder;
const clock = createSystemClock();
const http = createHttpWebhookClient(clock);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
createDispatcher({
  db: createDatabase({ connection: order.storage, onError: () => undefined }),
  clock,
  log,
  newId: () => ulid(),
  random: () => 0,
  webhooks: [makeWebhook(order.origin)],
  client: {
    async post(call) {
      if (order.dieAt === 'before sending') process.kill(process.pid, 'SIGKILL');
      await http.post(call);
      process.kill(process.pid, 'SIGKILL');
      return { ok: true };
    },
  },
}).start();

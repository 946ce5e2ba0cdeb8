// Dispatchers on one storage, as nodes of a broker, with a clock that stands still and facts to tell.
import { ulid } from 'ulid';
import { vi } from 'vitest';
import { sql, type Kysely } from 'kysely';
import { createHttpWebhookClient } from '../../../broker/adapters/http-webhook-client.ts';
import type { WebhookClient } from '../../../broker/ports/webhook-client.ts';
import type { Database } from '../../../broker/storage/database.ts';
import { openStorage, type StorageAccess } from '../../../broker/storage/open-storage.ts';
import { inTransaction } from '../../../broker/storage/transaction.ts';
import { announce } from '../../../broker/webhooks/announce.ts';
import { ANNOUNCEMENT_KINDS, type Announcement } from '../../../broker/webhooks/announcement.ts';
import { createDispatcher, type Dispatcher } from '../../../broker/webhooks/dispatcher.ts';
import type { Webhook } from '../../../broker/webhooks/webhook.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { KEY } from './receiver.ts';

const SENDING_STEP_MS = 50;
export const PATH = '/services/canary-path-77e1';

export function makeWebhook(origin: string, more: Partial<Webhook> = {}): Webhook {
  return {
    id: 'ops',
    on: new Set(ANNOUNCEMENT_KINDS),
    address: () => new URL(`${origin}${PATH}`),
    key: () => KEY,
    ...more,
  };
}

export function makeFact(at: number, trouble = 'billing did not answer.'): Announcement {
  const lease = {
    id: ulid(at),
    grantId: null,
    targetId: 'billing',
    account: 'stint_x',
    attempts: 6,
    trouble,
  };
  return { kind: 'lease-stuck', at, lease };
}

export interface Telling {
  readonly db: Kysely<Database>;
  readonly clock: FakeClock;
  /** What was logged, as text. */
  readonly logged: () => string;
  node(webhooks: readonly Webhook[], client?: WebhookClient): Dispatcher;
  tell(...facts: readonly Announcement[]): Promise<void>;
  waiting(): Promise<number>;
  audited(): Promise<readonly Record<string, unknown>[]>;
  /** Moves the clock on in steps until it holds. */
  until(probe: () => unknown, limitMs: number, stepMs?: number): Promise<void>;
  stop(): Promise<void>;
}

/** `access`: of a fresh database. */
export async function startTelling(access: StorageAccess): Promise<Telling> {
  // A hundred facts are told at once over ten connections: on a busy machine the last waits for one for longer than a broker would.
  const run = { ...access.run, connectionTimeoutMillis: 60_000 };
  const db = await openStorage({ ...access, run }, () => undefined);
  const clock = createFakeClock();
  const lines: string[] = [];
  const line = (facts: object, message: string): void =>
    void lines.push(JSON.stringify({ ...facts, message }));
  const nodes: Dispatcher[] = [];
  const sending = async (): Promise<number> => {
    const rows = await db.selectFrom('delivery').select('id').where('claim', 'is not', null).execute();
    return rows.length;
  };
  return {
    db,
    clock,
    logged: () => lines.join('\n'),
    node(webhooks, client = createHttpWebhookClient(clock)) {
      const log = { info: line, warn: line, error: line };
      const node = createDispatcher({
        db,
        clock,
        log,
        newId: () => ulid(),
        random: () => 0,
        webhooks,
        client,
      });
      node.start();
      nodes.push(node);
      return node;
    },
    tell: (...facts) => inTransaction(db, (tx) => announce(tx, ...facts)),
    async waiting() {
      // One question: between two of them a fact that becomes a delivery is seen in neither.
      const { rows } = await sql<{ n: number }>`
        select ((select count(*) from announcement) + (select count(*) from delivery))::int as n`.execute(db);
      return rows[0]?.n ?? 0;
    },
    async audited() {
      const rows = await db.selectFrom('audit').select('entry').orderBy('seq').execute();
      // Entries are JSON that the audit itself has written.
      return rows.map(({ entry }) => JSON.parse(entry) as Record<string, unknown>);
    },
    async until(probe, limitMs, stepMs = 250) {
      const limit = clock.now() + limitMs;
      await vi.waitFor(
        async () => {
          if ((await probe()) === true) return;
          // Long steps would run out the ten seconds of what is being sent by a real server.
          const step = (await sending()) > 0 ? Math.min(stepMs, SENDING_STEP_MS) : stepMs;
          clock.advance(Math.max(0, Math.min(step, limit - clock.now())));
          throw new Error(`Not yet, ${limit - clock.now()} ms before the limit.\n${lines.join('\n')}`);
        },
        // A day goes by in some hundred steps. Less than a test may take, so that it says what it has waited for.
        { timeout: 100_000, interval: 5 },
      );
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
      await db.destroy();
    },
  };
}

// Those who are asked are reminded once, by whichever node looks first, and never of what is decided.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import {
  askFor,
  extendOn,
  registerDesktop,
  startOn,
  startTestBroker,
  type TestBroker,
} from '../test-broker.ts';
import { makeWebhook } from '../webhooks/telling.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import type { WebhookClient } from '../../../broker/ports/webhook-client.ts';
import { inboxOf, itemOf, review, REVIEW_YAML } from './reviewing.ts';

const YAML = REVIEW_YAML.replace(
  'total: 3 h\n    reason: required',
  'total: 3 h\n    reviewWithin: 20 min\n    remindAfter: 5 min\n    reason: required',
);

let storage: TestStorage;
let broker: TestBroker;
/** By a webhook. */
let told: Told[];

interface Told {
  readonly kind: string;
  readonly asks: string;
}

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  told = [];
  const client: WebhookClient = {
    post({ body }) {
      told.push(JSON.parse(body) as Told);
      return Promise.resolve({ ok: true });
    },
  };
  const webhooks = [makeWebhook('http://127.0.0.1:1', { on: new Set(['review-reminder']) })];
  const access = await storage.fresh();
  broker = await startTestBroker({ access, yaml: YAML, webhooks, webhookClient: client });
});
afterEach(() => broker.stop());

const MINUTE = 60_000;

async function reminded(): Promise<readonly unknown[]> {
  const { rows } = await query(
    broker.access.owner,
    `select entry::jsonb->>'subject' as id from audit where entry::jsonb->>'action' = 'review-reminded' order by seq`,
  );
  return rows.map(({ id }) => id);
}

/** Lets the clock run on until the sweep has looked. */
async function sweepUntil(holds: () => Promise<void> | void): Promise<void> {
  await vi.waitFor(
    async () => {
      broker.clock.advance(1_000);
      await holds();
    },
    { timeout: 20_000, interval: 20 },
  );
}

/** Sweeps go by, and whatever would have come has come. */
async function someSweeps(): Promise<void> {
  const other = await askFor(broker, 'colleague', 'billing-fix');
  broker.clock.advance(5 * MINUTE);
  await sweepUntil(async () => expect(await reminded()).toContain(other));
}

it('comes once, after the time of the profile, to inbox, webhooks and audit', async () => {
  const id = await askFor(broker, 'engineer', 'billing-fix');
  broker.clock.advance(4 * MINUTE);
  expect((await itemOf(broker, 'reviewer', id)).remindedAt).toBe(undefined);
  broker.clock.advance(MINUTE);
  await sweepUntil(async () => expect(await reminded()).toEqual([id]));
  const item = await itemOf(broker, 'reviewer', id);
  expect(item.remindedAt).toBeGreaterThanOrEqual(item.askedAt + 5 * MINUTE);
  await sweepUntil(() => {
    expect(told).toHaveLength(1);
  });
  expect(told).toMatchObject([{ group: 'dba', asks: 'request', grant: { id } }]);
  const events = await query(
    broker.access.owner,
    `select kind, group_name from event order by seq desc limit 1`,
  );
  expect(events.rows).toEqual([{ kind: 'inbox', group_name: 'dba' }]);
  await someSweeps();
  expect((await reminded()).filter((each) => each === id)).toHaveLength(1);
});

it('comes for nothing that is decided, has lapsed, or whose profile does not say so', async () => {
  const [approved, withdrawn] = [
    await askFor(broker, 'engineer', 'billing-fix'),
    await askFor(broker, 'engineer', 'billing-fix'),
  ];
  await askFor(broker, 'engineer', 'billing-both');
  await review(broker, 'reviewer', approved);
  await broker.call('engineer', 'POST', `/v1/grants/${withdrawn}/withdraw`, { source: 'window' });
  await someSweeps();
  expect(await reminded()).toHaveLength(1);
  const late = await askFor(broker, 'engineer', 'billing-fix');
  // The broker slept over both: what has lapsed is not reminded of.
  broker.clock.jump(21 * MINUTE);
  await someSweeps();
  expect(await reminded()).not.toContain(late);
});

it('comes anew for an extension of what was reminded of as a request', async () => {
  const laptop = await registerDesktop(broker, 'engineer');
  const id = await askFor(broker, 'engineer', 'billing-fix', 3600);
  broker.clock.advance(5 * MINUTE);
  await sweepUntil(async () => expect(await reminded()).toEqual([id]));
  await review(broker, 'reviewer', id);
  await startOn(broker, 'engineer', id, laptop);
  expect((await extendOn(broker, 'engineer', id, laptop)).status).toBe(200);
  expect((await inboxOf(broker, 'reviewer')).waiting[0]).toMatchObject({ asks: 'extension' });
  expect((await inboxOf(broker, 'reviewer')).waiting[0]?.remindedAt).toBe(undefined);
  broker.clock.advance(5 * MINUTE);
  await sweepUntil(async () => expect(await reminded()).toEqual([id, id]));
  await sweepUntil(() => {
    expect(told.map(({ asks }) => asks)).toEqual(['request', 'extension']);
  });
});

it('comes once where two nodes look at the same instant', async () => {
  const { access, clock, leases, tokensFolder } = broker;
  const other = await startTestBroker({ access, clock, leases, tokensFolder, yaml: YAML });
  try {
    const ids = await Promise.all(
      Array.from({ length: 10 }, () => askFor(broker, 'engineer', 'billing-fix')),
    );
    clock.advance(5 * MINUTE);
    await sweepUntil(async () => expect(new Set(await reminded()).size).toBe(10));
    await someSweeps();
    expect((await reminded()).filter((id) => ids.some((each) => each === id))).toHaveLength(10);
  } finally {
    await other.stop();
  }
});

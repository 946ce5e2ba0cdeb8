// Access that policy gives without a review and announces: two others are told, by name and at once, or there is none.
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpWebhookClient } from '../../../broker/adapters/http-webhook-client.ts';
import { loadPolicies } from '../../../broker/policy/load-policies.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { look, REVIEW_YAML, said } from '../grants/reviewing.ts';
import {
  askFor,
  extendOn,
  registerDesktop,
  SHIPPED,
  startOn,
  startTestBroker,
  type TestBroker,
} from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';
import { makeWebhook } from '../webhooks/telling.ts';

const GLASS = `
@id("ask") permit(principal, action == Action::"request", resource);
@id("start") @announce("group:dba") permit(principal, action == Action::"start", resource);
`;

let storage: TestStorage;
let broker: TestBroker;
let receiver: Receiver;

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(async () => {
  await broker.stop();
  await receiver.stop();
});

async function start(yaml: string): Promise<void> {
  const clock = createFakeClock();
  broker = await startTestBroker({
    ...{ access: await storage.fresh(), yaml, clock, cedar: () => GLASS },
    webhooks: [makeWebhook(receiver.origin)],
    webhookClient: createHttpWebhookClient(clock),
  });
}

const glass = (): object[] =>
  receiver.received
    .map(({ body }) => JSON.parse(body) as { kind: string })
    .filter(({ kind }) => kind === 'broken-glass');
const audited = async (): Promise<number> => {
  const rows = await broker.db.selectFrom('audit').select('entry').execute();
  return rows.filter(({ entry }) => entry.includes('"glass-broken"')).length;
};

describe('broken glass', () => {
  it('is told to the group, by name, and stands in the audit, once', async () => {
    await start(REVIEW_YAML);
    const laptop = await registerDesktop(broker, 'dana');
    const id = await askFor(broker, 'dana', 'billing-fix');
    expect(await audited()).toBe(0);
    expect((await startOn(broker, 'dana', id, laptop)).status).toBe(200);
    expect((await startOn(broker, 'dana', id, laptop)).status).toBe(200);
    await vi.waitFor(
      () => {
        broker.clock.advance(500);
        expect(glass()).toHaveLength(1);
      },
      { timeout: 20_000, interval: 20 },
    );
    // Dana is of the group, and need not be told.
    expect(glass()).toMatchObject([
      {
        grant: { id, reason: 'looking at invoice 7' },
        told: [{ name: 'Riley Second' }, { name: 'Robin Reviewer' }],
      },
    ]);
    expect(await audited()).toBe(1);
  });

  it('is refused where there are not two others to tell', async () => {
    await start(SHIPPED);
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-fix');
    expect(said(await startOn(broker, 'engineer', id, laptop))).toEqual([
      403,
      'policy-refused',
      'At least 2 people of dba must be told of this, and there are fewer. Tell whoever runs the broker.',
    ]);
    expect(await look(broker, id)).toMatchObject({ status: 'ended', why: 'denied' });
    expect(broker.leases.orders).toEqual([]);
    expect(await audited()).toBe(0);
  });

  it.each([
    { what: 'one of two is an account of whoever asks', owner: 'engineer' },
    { what: 'two accounts are of one person', owner: 'reviewer' },
  ])('is refused where $what', async ({ owner }) => {
    const second = `  - name: second\n    owner: ${owner}\n    groups: [dba]\n`;
    await start(SHIPPED.replace('\naccounts:\n', `\naccounts:\n${second}`));
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-fix');
    expect(said(await startOn(broker, 'engineer', id, laptop)).slice(0, 2)).toEqual([403, 'policy-refused']);
    expect(await audited()).toBe(0);
  });

  it('is not extended, for that is told to nobody', async () => {
    await start(REVIEW_YAML);
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-fix');
    expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
    const before = await look(broker, id);
    expect(said(await extendOn(broker, 'engineer', id, laptop))).toEqual([
      403,
      'policy-refused',
      '“Fix a customer record” is announced to dba when it starts, and nobody approves it, so it is not extended. Ask for it anew.',
    ]);
    expect(await look(broker, id)).toEqual(before);
  });

  it('is refused as a policy where no webhook would tell of it', async () => {
    await start(REVIEW_YAML);
    const file = new URL('../../../broker/policy/examples/stint.yaml', import.meta.url).pathname;
    const text = readFileSync(file, 'utf8');
    const load = (yaml: string): ReturnType<typeof loadPolicies> => {
      const config = parseConfig(yaml, file);
      if (!config.ok) throw new Error(JSON.stringify(config.errors));
      return loadPolicies(config.value, file);
    };
    expect(load(text).ok).toBe(true);
    expect(load(text.replace(', broken-glass', ''))).toMatchObject({
      ok: false,
      errors: [{ path: 'webhooks', sentence: expect.stringMatching(/add broken-glass to `on`/u) as string }],
    });
  });
});

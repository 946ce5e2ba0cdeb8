// The event `inbox` over a real connection: whoever may review hears of everything that begins or ceases to wait for them, and nobody else.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventData } from '../../../shared/api.ts';
import type { Inbox } from '../../../shared/inbox.ts';
import { review, REVIEW_YAML } from '../grants/reviewing.ts';
import { askFor, startTestBroker, type TestBroker } from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { createStreamListener, idOf, names, type Heard } from './stream-listener.ts';

let storage: TestStorage;
let broker: TestBroker;
let url: string;
const listener = createStreamListener();

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  broker = await startTestBroker({ access: await storage.fresh(), yaml: REVIEW_YAML });
  url = await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  listener.abort();
  await broker.stop();
});

const listen = async (who: string, lastEventId?: string, at = url): Promise<Heard> => {
  const heard = await listener.listen({
    url: at,
    token: broker.tokens[who] ?? who,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });
  await vi.waitFor(() => expect(heard.events.length).toBeGreaterThan(0));
  return heard;
};
const fix = (): Promise<string> => askFor(broker, 'engineer', 'billing-fix');
const inboxIn = (heard: Heard): Inbox => {
  const last = heard.events.findLast(({ event }) => event === 'inbox');
  return eventData.inbox.parse(JSON.parse(last?.data ?? 'null'));
};
const waits = (heard: Heard): readonly string[] => inboxIn(heard).waiting.map(({ grant }) => grant.id);
const decided = (heard: Heard): readonly string[] => inboxIn(heard).decided.map(({ id }) => id);
/** At once: the clock stands still, so nobody looks again after a while, and only the machine takes its time. */
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 10 });

describe('the event inbox', () => {
  it('comes whole behind the snapshot, to those who may approve and to nobody else', async () => {
    const id = await fix();
    const heard = await Promise.all(['reviewer', 'dana', 'engineer', 'stranger'].map((who) => listen(who)));
    await soon(() => expect(names(heard[0] as Heard)).toEqual(['snapshot', 'inbox']));
    await soon(() => expect(names(heard[1] as Heard)).toEqual(['snapshot', 'inbox']));
    expect(waits(heard[0] as Heard)).toEqual([id]);
    await review(broker, 'reviewer', id);
    await soon(() => expect(names(heard[2] as Heard)).toEqual(['snapshot', 'grant']));
    expect(names(heard[3] as Heard)).toEqual(['snapshot']);
  });

  it('tells a reviewer of asking, deciding, withdrawing and lapsing, and the requester of the same as grants', async () => {
    const [robin, riley, erin] = [await listen('reviewer'), await listen('riley'), await listen('engineer')];
    const status = (): unknown => {
      const { grant } = eventData.grant.parse(JSON.parse(erin.events.at(-1)?.data ?? 'null'));
      return grant.status === 'ended' ? grant.why : grant.status;
    };
    const approved = await fix();
    for (const heard of [robin, riley]) await soon(() => expect(waits(heard)).toEqual([approved]));
    await review(broker, 'reviewer', approved);
    for (const heard of [robin, riley]) await soon(() => expect(waits(heard)).toEqual([]));
    await soon(() => expect(decided(riley)).toEqual([approved]));
    await soon(() => expect(status()).toBe('approved'));

    const withdrawn = await fix();
    for (const heard of [robin, riley]) await soon(() => expect(waits(heard)).toEqual([withdrawn]));
    await broker.call('engineer', 'POST', `/v1/grants/${withdrawn}/withdraw`, { source: 'window' });
    for (const heard of [robin, riley]) await soon(() => expect(waits(heard)).toEqual([]));
    await soon(() => expect(status()).toBe('withdrawn'));

    const lapsed = await fix();
    for (const heard of [robin, riley]) await soon(() => expect(waits(heard)).toEqual([lapsed]));
    broker.clock.advance(3_600_000);
    for (const heard of [robin, riley]) await soon(() => expect(waits(heard)).toEqual([]));
    await soon(() => expect(status()).toBe('lapsed'));
    const ids = riley.events.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it('comes again after a resumed connection, with what changed while it was broken, and no snapshot', async () => {
    const first = await listen('reviewer');
    await soon(() => expect(names(first)).toEqual(['snapshot', 'inbox']));
    const [seen, id] = [idOf(first), await fix()];
    listener.abort();
    const resumed = await listen('reviewer', seen);
    await soon(() => expect(names(resumed)).toEqual(['inbox']));
    expect(waits(resumed)).toEqual([id]);
    listener.abort();
    const again = await listen('reviewer', idOf(resumed));
    await soon(() => expect(names(again)).toEqual(['inbox']));
    expect(waits(again)).toEqual([id]);
  });

  it('comes again from a broker that was restarted, by the groups of now', async () => {
    const [robin, riley] = [await listen('reviewer'), await listen('riley')];
    await soon(() => expect([names(robin), names(riley)]).toEqual(Array(2).fill(['snapshot', 'inbox'])));
    const seen = [idOf(robin), idOf(riley)];
    const id = await fix();
    const { access, clock, leases, tokensFolder } = broker;
    const yaml = REVIEW_YAML.replace('    displayName: Robin Reviewer\n    groups: [dba]', '    groups: []');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    try {
      const at = await next.broker.http.listen({ host: '127.0.0.1', port: 0 });
      const still = await listen('riley', seen[1], at);
      await soon(() => expect(names(still)).toContain('inbox'));
      expect(waits(still)).toEqual([id]);
      const gone = await listen('reviewer', seen[0], at);
      await soon(() => expect(names(gone)).toEqual(['profiles-changed']));
      await askFor(next, 'engineer', 'billing-fix');
      await soon(() => expect(waits(still)).toHaveLength(2));
      expect(names(gone)).toEqual(['profiles-changed']);
    } finally {
      listener.abort();
      await next.stop();
    }
  });
});

// Server-sent events over a real connection: snapshot, changes, resuming, heartbeat, and the ends of a stream.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventData } from '../../../shared/api.ts';
import { revokeTokens } from '../../../broker/identity/token-orders.ts';
import {
  askFor,
  registerDesktop,
  SHIPPED,
  startOn,
  startTestBroker,
  type TestBroker,
} from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { createStreamListener, idOf, names, type Heard } from './stream-listener.ts';

let storage: TestStorage;
let broker: TestBroker;
let url: string;
const listener = createStreamListener();

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  broker = await startTestBroker({ access: await storage.fresh() });
  url = await broker.broker.http.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  listener.abort();
  await broker.stop();
});

const listen = (who: string, lastEventId?: string, at = url): Promise<Heard> =>
  listener.listen({
    url: at,
    token: broker.tokens[who] ?? who,
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });

describe('the event stream', () => {
  it('begins with a snapshot and tells each change of my grants, and none of anybody else’s', async () => {
    const before = await askFor(broker, 'engineer');
    const mine = await listen('engineer');
    const theirs = await listen('reviewer');
    await vi.waitFor(() => expect(names(mine)).toEqual(['snapshot']));
    const snapshot = eventData.snapshot.parse(JSON.parse(mine.events[0]?.data ?? ''));
    expect(snapshot.grants.map(({ id }) => id)).toEqual([before]);
    await vi.waitFor(() => expect(names(theirs)).toEqual(['snapshot', 'inbox']));
    expect(eventData.snapshot.parse(JSON.parse(theirs.events[0]?.data ?? '')).grants).toEqual([]);

    const laptop = await registerDesktop(broker, 'engineer');
    await startOn(broker, 'engineer', before, laptop);
    await vi.waitFor(() => expect(mine.events.at(-1)?.data).toContain('"status":"active"'));
    const last = eventData.grant.parse(JSON.parse(mine.events.at(-1)?.data ?? ''));
    expect(last.grant.id).toBe(before);
    const ids = mine.events.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    broker.clock.advance(900_000);
    await vi.waitFor(() => expect(mine.events.at(-1)?.data).toContain('"why":"expired"'));
    await vi.waitFor(() => expect(mine.events.at(-1)?.data).toContain('"state":"revoked"'));
    expect(names(theirs)).toEqual(['snapshot', 'inbox']);
  });

  it('goes on after the last event that was seen, and says all that has changed since', async () => {
    const first = await listen('engineer');
    await vi.waitFor(() => expect(names(first)).toEqual(['snapshot']));
    const seen = idOf(first);
    listener.abort();
    const [a, b] = [await askFor(broker, 'engineer'), await askFor(broker, 'engineer')];
    const resumed = await listen('engineer', seen);
    await vi.waitFor(() => expect(names(resumed)).toEqual(['grant', 'grant']));
    const told = resumed.events.map(({ data }) => eventData.grant.parse(JSON.parse(data)).grant.id);
    expect(told).toEqual([a, b]);
    await askFor(broker, 'engineer');
    await vi.waitFor(() => expect(names(resumed)).toEqual(['grant', 'grant', 'grant']));
  });

  it.each(['999999', 'x', '-1', '0', '1.5', "1';--"])(
    'answers a Last-Event-ID of %s, which it does not know, with a snapshot',
    async (id) => {
      await askFor(broker, 'engineer');
      const heard = await listen('engineer', id);
      await vi.waitFor(() => expect(names(heard)).toEqual(['snapshot']));
    },
  );

  it('sends a sign of life every 15 seconds', async () => {
    const heard = await listen('engineer');
    await vi.waitFor(() => expect(names(heard)).toEqual(['snapshot']));
    expect(heard.comments).toEqual([]);
    broker.clock.advance(15_000);
    await vi.waitFor(() => expect(heard.comments).toHaveLength(1));
    broker.clock.advance(15_000);
    await vi.waitFor(() => expect(heard.comments).toHaveLength(2));
  });

  it('ends when the token expires', async () => {
    const heard = await listen('engineer');
    await vi.waitFor(() => expect(names(heard)).toEqual(['snapshot']));
    broker.clock.advance(90 * 86_400_000);
    await vi.waitFor(() => expect(heard.ended()).toBe(true));
  });

  it('ends before it tells anything more when the token was revoked, and at the latest with the next sign of life', async () => {
    const [told, quiet] = [await listen('engineer'), await listen('reviewer')];
    await vi.waitFor(() =>
      expect([names(told), names(quiet)]).toEqual([['snapshot'], ['snapshot', 'inbox']]),
    );
    const id = await askFor(broker, 'engineer');
    await vi.waitFor(() => expect(told.events).toHaveLength(2));
    for (const who of ['engineer', 'reviewer'])
      await revokeTokens({ db: broker.db, at: broker.clock.now(), by: { kind: 'broker' } }, who);
    // Something changes that the engineer would have heard of.
    await query(
      broker.access.owner,
      `update grants set look_at = now() - interval '99 years' where id = '${id}'`,
    );
    broker.clock.advance(8 * 3_600_000);
    await vi.waitFor(() => expect([told.ended(), quiet.ended()]).toEqual([true, true]));
    expect(told.events).toHaveLength(2);
  });

  it('tells everybody after a restart with other profiles to ask for them again', async () => {
    const heard = await listen('engineer');
    await vi.waitFor(() => expect(names(heard)).toEqual(['snapshot']));
    const seen = idOf(heard);
    const { access, clock, leases, tokensFolder } = broker;
    const again = await startTestBroker({ access, clock, leases, tokensFolder, yaml: SHIPPED });
    const changed = await startTestBroker({
      access,
      clock,
      leases,
      tokensFolder,
      yaml: SHIPPED.replace('longest: 8 h', 'longest: 4 h'),
    });
    try {
      const at = await changed.broker.http.listen({ host: '127.0.0.1', port: 0 });
      const resumed = await listen('engineer', seen, at);
      await vi.waitFor(() => expect(names(resumed)).toEqual(['profiles-changed']));
    } finally {
      listener.abort();
      await changed.stop();
      await again.stop();
    }
  });

  it('drops a reader that leaves more than a megabyte unread', async () => {
    const { connect } = await import('node:net');
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write(
      `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${broker.tokens['engineer'] ?? ''}\r\n\r\n`,
    );
    await vi.waitFor(async () =>
      expect((await broker.call(null, 'GET', '/metrics')).text).toContain('stint_event_streams 1'),
    );
    socket.pause();
    const grantId = await askFor(broker, 'engineer');
    // One grant with a megabyte of reviews: each sending of it is more than the reader has room for.
    await query(
      broker.access.owner,
      `update grants set document = jsonb_set(document, '{reviews}', (select jsonb_agg(jsonb_build_object('by', document->'person',
        'at', n, 'verdict', 'approve', 'comment', repeat('x', 4000), 'durationSeconds', null)) from generate_series(1, 1500) n)) where id = '${grantId}'`,
    );
    await vi.waitFor(
      async () => {
        await query(
          broker.access.owner,
          `insert into event (kind, person_id, grant_id, at) select 'grant', person_id, id, now() from grants where id = '${grantId}'`,
        );
        await askFor(broker, 'engineer', 'billing-read', 900, 'same');
        broker.clock.advance(15_000);
        await askFor(broker, 'engineer');
        expect((await broker.call(null, 'GET', '/metrics')).text).toContain('stint_event_streams 0');
      },
      { timeout: 30_000, interval: 200 },
    );
    socket.resume();
    await closed;
  });
});

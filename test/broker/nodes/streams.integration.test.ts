// What one node writes, the streams of another tell: at once, whatever becomes of the connection that carries the news.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventData } from '../../../shared/api.ts';
import { createStorageFeed } from '../../../broker/events/storage-feed.ts';
import { revokeTokens } from '../../../broker/identity/token-orders.ts';
import { createStreamListener, idOf, names, type Heard } from '../events/stream-listener.ts';
import { review } from '../grants/reviewing.ts';
import { askFor, SHIPPED, startTestBroker } from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { startTwoBrokers, type TwoBrokers } from './two-brokers.ts';

/** A busy machine takes longer than the second that Vitest waits by itself. */
const waitFor = <T>(probe: () => T | Promise<T>): Promise<T> => vi.waitFor(probe, { timeout: 20_000 });

let storage: TestStorage;
let nodes: TwoBrokers;
let urls: { readonly one: string; readonly two: string };
const listener = createStreamListener();

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => {
  nodes = await startTwoBrokers(storage);
  const at = { host: '127.0.0.1', port: 0 };
  urls = { one: await nodes.one.broker.http.listen(at), two: await nodes.two.broker.http.listen(at) };
});
afterEach(async () => {
  listener.abort();
  await nodes.stop();
});

const listen = (node: 'one' | 'two', who: string, lastEventId?: string): Promise<Heard> =>
  listener.listen({
    url: urls[node],
    token: nodes.one.tokens[who] ?? '',
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });

const LISTENING = "from pg_stat_activity where datname = current_database() and query like 'listen %'";

async function bothListen(): Promise<void> {
  const { rows } = await query(nodes.one.access.owner, `select count(*)::int as count ${LISTENING}`);
  expect(rows).toEqual([{ count: 2 }]);
}

async function connected(heard: Heard, events: readonly string[]): Promise<void> {
  await waitFor(() => expect(names(heard)).toEqual(events));
}

// The clock stands still in all of these: nothing arrives because somebody looked after a while.
describe('a stream on another node', () => {
  it('tells of a review at once', async () => {
    const grantId = await askFor(nodes.one, 'engineer', 'billing-fix');
    const mine = await listen('two', 'engineer');
    await connected(mine, ['snapshot']);
    await review(nodes.one, 'reviewer', grantId);
    await waitFor(() => expect(mine.events.at(-1)?.data).toContain('"status":"approved"'));
  });

  it('tells those who review that something waits for them', async () => {
    const theirs = await listen('two', 'reviewer');
    await connected(theirs, ['snapshot', 'inbox']);
    const grantId = await askFor(nodes.one, 'engineer', 'billing-fix');
    await waitFor(() => expect(theirs.events.at(-1)?.data).toContain(grantId));
    expect(names(theirs)).toEqual(['snapshot', 'inbox', 'inbox']);
  });

  it('goes on where a stream of the first node was broken off', async () => {
    const first = await listen('one', 'engineer');
    await connected(first, ['snapshot']);
    listener.abort();
    const missed = await askFor(nodes.one, 'engineer');
    const resumed = await listen('two', 'engineer', idOf(first));
    await connected(resumed, ['grant']);
    const told = eventData.grant.parse(JSON.parse(resumed.events[0]?.data ?? ''));
    expect(told.grant.id).toBe(missed);
    const back = await listen('one', 'engineer', idOf(resumed));
    await askFor(nodes.two, 'engineer');
    await connected(back, ['grant']);
  });

  it('ends when its token is revoked on the first, without waiting for its heartbeat', async () => {
    const mine = await listen('two', 'engineer');
    const theirs = await listen('two', 'reviewer');
    await connected(mine, ['snapshot']);
    await revokeTokens(
      { db: nodes.one.db, at: nodes.one.clock.now(), by: { kind: 'operator', name: 'root' } },
      'engineer',
    );
    await waitFor(() => expect(mine.ended()).toBe(true));
    expect(theirs.ended()).toBe(false);
  });

  it('tells everybody to ask for their profiles anew when a node starts with others', async () => {
    const mine = await listen('two', 'engineer');
    await connected(mine, ['snapshot']);
    const { access, clock, leases, tokensFolder } = nodes.one;
    const yaml = SHIPPED.replace('longest: 8 h', 'longest: 4 h');
    const third = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    await connected(mine, ['snapshot', 'profiles-changed']);
    await third.stop();
  });

  it('tells what was written while the connection that listens was cut, once it is made anew', async () => {
    const mine = await listen('two', 'engineer');
    await connected(mine, ['snapshot']);
    // They connect while the nodes start, and nobody waits for it.
    await waitFor(bothListen);
    const { rows } = await query(
      nodes.one.access.owner,
      `select pg_terminate_backend(pid) as cut ${LISTENING}`,
    );
    expect(rows.map(({ cut }) => cut)).toEqual([true, true]);
    await waitFor(() => expect(nodes.two.logged()).toContain('Does not hear other brokers just now'));
    await askFor(nodes.one, 'engineer');
    await waitFor(async () => {
      // The next try to connect is due after a tenth of a second, and later each time.
      nodes.one.clock.advance(100);
      await bothListen();
    });
    await connected(mine, ['snapshot', 'grant']);
    // And it hears again.
    await askFor(nodes.one, 'engineer');
    await connected(mine, ['snapshot', 'grant', 'grant']);
  });
});

it('finds what is new by itself within seconds where nothing is heard at all', async () => {
  const { db, clock } = nodes.two;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const feed = await createStorageFeed({ db, clock, log, nudges: { subscribe: () => () => undefined } });
  const { rows } = await query(nodes.one.access.owner, "select id from person where subject = 'engineer'");
  const told: string[] = [];
  feed.subscribe({ id: String(rows[0]?.['id']), groups: [] }, () => told.push('engineer'));
  feed.subscribe({ id: 'somebody else', groups: ['dba'] }, () => told.push('dba'));
  feed.subscribe({ id: 'nobody', groups: ['payments'] }, () => told.push('payments'));
  await askFor(nodes.one, 'engineer');
  expect(told).toEqual([]);
  clock.advance(5_000);
  await waitFor(() => expect(told).toEqual(['engineer']));
  await askFor(nodes.one, 'engineer', 'billing-fix');
  clock.advance(5_000);
  await waitFor(() => expect(told).toEqual(['engineer', 'engineer', 'dba']));
  await feed.stop();
});

it('says no more than a word and an id to whoever listens', async () => {
  const heard: string[] = [];
  const { default: pg } = await import('pg');
  const client = new pg.Client(nodes.one.access.run);
  await client.connect();
  client.on('notification', ({ payload = '' }) => heard.push(payload));
  await client.query('listen stint');
  const grantId = await askFor(nodes.one, 'engineer', 'billing-fix');
  await review(nodes.one, 'reviewer', grantId, { verdict: 'deny', comment: 'a secret plan' });
  await revokeTokens(
    { db: nodes.one.db, at: nodes.one.clock.now(), by: { kind: 'operator', name: 'root' } },
    'engineer',
  );
  await waitFor(() => expect(heard.some((each) => each.startsWith('person '))).toBe(true));
  await client.end();
  for (const payload of heard) expect(payload).toMatch(/^(?:events|leases|person [0-9A-Z]{26})$/u);
});

// Two nodes on one storage never do the same thing twice, and neither takes the other's work for something that was left behind.
import pg from 'pg';
import { ulid } from 'ulid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLeaseKeeper } from '../../../broker/leases/lease-keeper.ts';
import { look, review } from '../grants/reviewing.ts';
import { createFakeIssuer } from '../leases/fake-issuer.ts';
import { askFor, extendOn, registerDesktop, startOn, startTestBroker } from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { startTwoBrokers, type TwoBrokers } from './two-brokers.ts';

/** A busy machine takes longer than the second that Vitest waits by itself. */
const waitFor = <T>(probe: () => T | Promise<T>): Promise<T> => vi.waitFor(probe, { timeout: 20_000 });

let storage: TestStorage;
let nodes: TwoBrokers;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => void (nodes = await startTwoBrokers(storage)));
afterEach(() => nodes.stop());

const ask = (text: string): ReturnType<typeof query> => query(nodes.one.access.owner, text);

/** As many ways to the storage as whatever is under way could need to go on, if nothing held it up. */
async function giveThemTime(): Promise<void> {
  for (let way = 0; way < 50; way += 1) await nodes.two.call('engineer', 'GET', '/v1/grants');
}

describe('two nodes', () => {
  it('let each of forty requests lapse once', async () => {
    const ids: string[] = [];
    // Not all at once: each node has ten connections, and says that the storage is away where none is free for seconds.
    while (ids.length < 40)
      ids.push(
        ...(await Promise.all([nodes.one, nodes.two].map((node) => askFor(node, 'engineer', 'billing-fix')))),
      );
    nodes.one.clock.advance(3_600_000);
    await waitFor(async () => {
      const { rows } = await ask("select count(*)::int as count from grants where status = 'ended'");
      expect(rows[0]?.['count']).toBe(40);
    });
    const lapsed = await nodes.audited('grant-time-passed');
    expect([...lapsed.keys()].toSorted()).toEqual(ids.toSorted());
    expect(new Set(lapsed.values())).toEqual(new Set([1]));
  });

  it('carry out an approved extension once, whichever finds it', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer', 'billing-fix');
    await review(nodes.one, 'reviewer', id);
    await startOn(nodes.one, 'engineer', id, laptop);
    await extendOn(nodes.one, 'engineer', id, laptop);
    nodes.one.leases.failExtending('The target does not answer.');
    await review(nodes.two, 'reviewer', id);
    nodes.one.leases.failExtending(undefined);
    const hold = nodes.one.leases.holdExtending();
    nodes.one.clock.advance(5_000);
    await waitFor(async () => {
      expect((await ask('select * from grant_work')).rows).toHaveLength(1);
    });
    await giveThemTime();
    hold.go();
    await waitFor(async () => {
      expect(await look(nodes.two, id)).toMatchObject({ extensions: [{ outcome: 'approved' }] });
    });
    nodes.one.clock.advance(5_000);
    await waitFor(async () => expect((await ask('select * from grant_work')).rows).toEqual([]));
    expect(nodes.one.leases.extended).toHaveLength(1);
    expect(await nodes.audited('grant-extended')).toEqual(new Map([[id, 1]]));
  });

  it('leave a start alone that is under way on the other, whether they sweep or start', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    const hold = nodes.one.leases.holdNext();
    const starting = startOn(nodes.one, 'engineer', id, laptop);
    await hold.reached;
    const third = await nodes.another();
    nodes.one.clock.advance(1_000);
    for (let second = 0; second < 12; second += 1) {
      const until = nodes.one.clock.now() + 2_000;
      await waitFor(async () => {
        const { rows } = await ask(
          `select 1 from grant_work where claimed_until > '${new Date(until).toISOString()}'`,
        );
        expect(rows).toHaveLength(1);
      });
      nodes.one.clock.advance(1_000);
    }
    expect(await look(nodes.two, id)).toMatchObject({ status: 'starting' });
    hold.go();
    expect((await starting).status).toBe(200);
    expect(await look(third, id)).toMatchObject({ status: 'active' });
    await third.stop();
  });

  it('fail a start that a killed node has left, once its claim has run out', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    await startOn(nodes.one, 'engineer', id, laptop);
    const until = new Date(nodes.one.clock.now() + 3_000).toISOString();
    await ask(
      `update grants set status = 'starting', look_at = null, document =
         (document - array['startedAt', 'expiresAt', 'leases', 'latestEndAt', 'extensions'])
         || '{"status": "starting", "grantedSeconds": 900}' where id = '${id}'`,
    );
    await ask(`insert into grant_work values ('${id}', 'of a dead one', '${until}')`);
    nodes.one.clock.advance(2_900);
    const third = await nodes.another();
    expect(await look(third, id)).toMatchObject({ status: 'starting' });
    await third.stop();
    nodes.one.clock.advance(5_000);
    await waitFor(async () =>
      expect(await look(nodes.one, id)).toMatchObject({ status: 'ended', why: 'failed' }),
    );
    expect(await nodes.audited('grant-mint-failed')).toEqual(new Map([[id, 1]]));
  });

  it('start an active grant again one after the other', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    await startOn(nodes.one, 'engineer', id, laptop);
    const hold = nodes.one.leases.holdNext();
    const first = startOn(nodes.one, 'engineer', id, laptop);
    await hold.reached;
    const second = startOn(nodes.two, 'engineer', id, laptop);
    await giveThemTime();
    expect(nodes.one.leases.orders).toHaveLength(2);
    hold.go();
    expect((await first).status).toBe(200);
    await waitFor(() => {
      nodes.one.clock.advance(50);
      expect(nodes.one.leases.orders).toHaveLength(3);
    });
    expect((await second).status).toBe(200);
    // What the first had minted is revoked; what the grant tells of is what the second has.
    const grant = await look(nodes.one, id);
    expect(grant.status === 'active' && grant.leases.map(({ state }) => state.state)).toEqual(['active']);
  });

  it('write nothing of a start that the other has taken over, and end what it had minted', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    const hold = nodes.one.leases.holdNext();
    const starting = startOn(nodes.one, 'engineer', id, laptop);
    await hold.reached;
    await ask(`update grant_work set claim = 'of another'`);
    hold.go();
    expect(await starting).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await nodes.audited('grant-minted')).toEqual(new Map());
    expect(nodes.one.leases.endedLeases).toHaveLength(1);
    // What becomes of it is for the other to say, or for whoever finds that it is at it no more.
    expect(await look(nodes.two, id)).toMatchObject({ status: 'starting' });
    expect((await ask('select claim from grant_work')).rows).toEqual([{ claim: 'of another' }]);
    await waitFor(async () => {
      nodes.one.clock.advance(1_000);
      expect(await look(nodes.two, id)).toMatchObject({ status: 'ended', why: 'failed' });
    });
  });

  it('begin nothing where they were taken for dead before they had begun', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    const client = new pg.Client(nodes.one.access.owner);
    await client.connect();
    try {
      // It has its claim by then, and waits for what it reads next.
      await client.query('begin; lock table device in access exclusive mode');
      const late = startOn(nodes.one, 'engineer', id, laptop);
      await waitFor(async () => expect((await ask('select * from grant_work')).rows).toHaveLength(1));
      await ask(`update grant_work set claim = 'of another'`);
      await client.query('commit');
      expect(await late).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(await look(nodes.two, id)).toMatchObject({ status: 'approved' });
    } finally {
      await client.end();
    }
  });

  it('leave what the other has started again alone where they were taken for dead meanwhile', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    await startOn(nodes.one, 'engineer', id, laptop);
    for (const outcome of ['minted', 'not minted', 'nothing ended yet'] as const) {
      const { leases } = nodes.one;
      const hold = outcome === 'nothing ended yet' ? leases.holdEnding() : leases.holdNext();
      if (outcome === 'not minted') nodes.one.leases.failNext('The target has said no.');
      const late = startOn(nodes.one, 'engineer', id, laptop);
      await hold.reached;
      // It stands still, and says nothing for too long.
      await ask(`update grant_work set claimed_until = '2000-01-01'`);
      expect((await startOn(nodes.two, 'engineer', id, laptop)).status).toBe(200);
      const before = await look(nodes.two, id);
      hold.go();
      expect(await late).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(await look(nodes.two, id)).toEqual(before);
      expect(before.status === 'active' && before.leases.map(({ state }) => state.state)).toEqual(['active']);
    }
  });

  it('says that another is at it where that takes too long', async () => {
    const laptop = await registerDesktop(nodes.one, 'engineer');
    const id = await askFor(nodes.one, 'engineer');
    await ask(`insert into grant_work values ('${id}', 'of another', '2100-01-01')`);
    const starting = startOn(nodes.two, 'engineer', id, laptop);
    let answered = false;
    void starting.then(() => (answered = true));
    await waitFor(() => {
      nodes.one.clock.advance(1_000);
      expect(answered).toBe(true);
    });
    expect(await starting).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(await look(nodes.one, id)).toMatchObject({ status: 'approved' });
  });
});

it('revokes at once what another has ordered to end, and writes into the grant what a killed one could not', async () => {
  const issuer = createFakeIssuer();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { access, clock, tokensFolder } = nodes.one;
  const third = await startTestBroker({
    access,
    clock,
    tokensFolder,
    makeKeeper: (parts) =>
      createLeaseKeeper({ ...parts, log, issuers: new Map([['billing', issuer]]), random: () => 0 }),
  });
  try {
    const id = await askFor(third, 'engineer');
    await startOn(third, 'engineer', id, await registerDesktop(third, 'engineer'));
    expect(issuer.logins.size).toBe(1);
    // As a command beside the broker does, or a node that dies right after its commit; the clock stands still.
    const now = new Date(clock.now()).toISOString();
    await ask(`update lease set state = 'revoking', due_at = '${now}' where grant_id = '${id}'`);
    await waitFor(() => expect(issuer.logins.size).toBe(0));
    await waitFor(async () => {
      const grant = await look(third, id);
      expect(grant.status === 'active' && grant.leases.map(({ state }) => state.state)).toEqual(['revoked']);
    });
    // A node that died between revoking and telling: the others find it.
    await ask(
      `update grants set document = jsonb_set(document, '{leases,0,state}', '{"state":"active"}') where id = '${id}'`,
    );
    clock.advance(5_000);
    await waitFor(async () => {
      const grant = await look(third, id);
      expect(grant.status === 'active' && grant.leases.map(({ state }) => state.state)).toEqual(['revoked']);
    });
  } finally {
    await third.stop();
  }
});

it('gives every claim back', async () => {
  const laptop = await registerDesktop(nodes.one, 'engineer');
  for (const node of [nodes.one, nodes.two])
    await startOn(node, 'engineer', await askFor(node, 'engineer', 'billing-read', 900, ulid()), laptop);
  expect((await ask('select * from grant_work')).rows).toEqual([]);
});

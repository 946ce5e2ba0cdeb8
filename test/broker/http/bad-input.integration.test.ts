// What people and programs may send that is wrong: each is refused with its code and a sentence, changes nothing, and is repeated nowhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../shared/api.ts';
import { hashToken } from '../../../broker/identity/tokens.ts';
import { startTestBroker, type TestBroker } from '../test-broker.ts';
import { dump, query, startTestStorage, type TestStorage } from '../test-storage.ts';
import { badAsks } from './bad-asks.ts';
import { badCalls } from './bad-calls.ts';
import { badReviews } from './bad-reviews.ts';
import { CANARY } from './bad-request.ts';
import { countRows } from './count-rows.ts';

let storage: TestStorage;
let broker: TestBroker;
beforeAll(async () => {
  storage = await startTestStorage();
  broker = await startTestBroker({ access: await storage.fresh() });
});
afterAll(async () => {
  await broker.stop();
  await storage.stop();
});

describe('bad input', () => {
  it.each([...badAsks, ...badCalls, ...badReviews])(
    '$what is refused, changes nothing and is repeated nowhere',
    async (each) => {
      const before = await countRows(broker.access);
      const url = each.url ?? '/v1/grants';
      const headers = each.headers ?? { 'idempotency-key': 'k' };
      const who = each.who === undefined ? 'engineer' : each.who;
      const reply = await broker.call(who, each.method ?? 'POST', url, each.body, headers);
      const said = problem.parse(reply.body);
      expect(said).toMatchObject({ status: each.status, code: each.code });
      expect(reply.status).toBe(each.status);
      expect(said.detail).toMatch(each.says);
      expect(said.type).toBe(`https://stint.dev/problems/${each.code}`);
      expect(String(reply.headers['content-type'])).toMatch(/^application\/problem\+json/u);
      if (each.pointer !== undefined)
        expect(said.errors?.map(({ pointer }) => pointer)).toContain(each.pointer);
      expect(await countRows(broker.access)).toEqual(before);
      expect(reply.text).not.toContain(CANARY);
      expect(broker.leases.orders).toHaveLength(0);
    },
  );

  it('left no trace of what was sent, in logs or database', async () => {
    const logged = broker.logged().replaceAll(`/v1/${CANARY}`, '');
    expect(logged).toContain('request completed');
    expect(logged).not.toContain(CANARY);
    const { rows } = await query(broker.access.owner, 'select count(*)::int n from audit');
    expect(rows[0]?.['n']).toBeGreaterThan(0);
    expect(await dump(broker.access.owner)).not.toContain(CANARY);
    for (const token of Object.values(broker.tokens)) {
      expect(logged).not.toContain(token);
      expect(await dump(broker.access.owner)).not.toContain(token);
      expect(await dump(broker.access.owner)).toContain(hashToken(token).toString('hex'));
    }
  });
});

// What an operator orders about tokens: it counts at once at a running broker, stands in the audit by their name, and prints no token.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOutTokenOrder, type TokenOutcome } from '../../../broker/identity/token-orders.ts';
import { createUlids } from '../../../broker/adapters/ulids.ts';
import { startTestBroker, type TestBroker } from '../test-broker.ts';
import { query, startTestStorage, type TestStorage } from '../test-storage.ts';

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

const accounts = [{ name: 'engineer', displayName: 'Erin Engineer', groups: ['payments'], tokenDays: 90 }];

function order(act: 'issue' | 'revoke', account: string): Promise<TokenOutcome> {
  return carryOutTokenOrder({
    act,
    account,
    accounts,
    db: broker.db,
    at: broker.clock.now(),
    by: { kind: 'operator', name: 'olga' },
    folder: broker.tokensFolder,
    newId: createUlids(broker.clock),
  });
}

const me = async (token: string): Promise<unknown> => {
  const { status, body } = await broker.call(token, 'GET', '/v1/me');
  return status === 200 ? body['subject'] : body['code'];
};
const inFile = (account: string): string => readFileSync(join(broker.tokensFolder, account), 'utf8').trim();

async function entries(): Promise<readonly unknown[]> {
  const { rows } = await query(
    broker.access.owner,
    `select entry::jsonb->>'action' as action from audit where entry::jsonb->'actor' = '{"kind": "operator", "name": "olga"}' order by seq`,
  );
  return rows.map((row) => row['action']);
}

describe('an operator', () => {
  it('issues a token to a closed file; the ones before stay accepted until they are revoked', async () => {
    const before = inFile('engineer');
    const outcome = await order('issue', 'engineer');
    const after = inFile('engineer');
    expect(outcome.ok).toBe(true);
    expect(outcome.sentence).toContain(join(broker.tokensFolder, 'engineer'));
    expect(outcome.sentence).not.toContain(after);
    expect(statSync(join(broker.tokensFolder, 'engineer')).mode & 0o777).toBe(0o600);
    expect(after).not.toBe(before);
    expect([await me(before), await me(after)]).toEqual(['engineer', 'engineer']);

    expect((await order('revoke', 'engineer')).sentence).toMatch(/^2 tokens of “engineer” were revoked/u);
    expect([await me(before), await me(after)]).toEqual(['token-revoked', 'token-revoked']);
    expect(await me('reviewer')).toBe('reviewer');
    expect(await entries()).toEqual(['token-issued', 'token-revoked', 'token-revoked']);
    // Once more changes nothing and says so.
    expect((await order('revoke', 'engineer')).sentence).toMatch(/^0 tokens/u);
    expect(await entries()).toHaveLength(3);

    await order('issue', 'engineer');
    expect(await me(inFile('engineer'))).toBe('engineer');
  });

  it('revokes the tokens of an account that stands in the configuration no more', async () => {
    expect((await order('revoke', 'reviewer')).sentence).toMatch(/^1 tokens of “reviewer”/u);
    expect(await me('reviewer')).toBe('token-revoked');
  });

  it('is told where there is no such account, and nothing is written', async () => {
    const before = await entries();
    for (const act of ['issue', 'revoke'] as const) {
      expect(await order(act, '../evil')).toEqual({
        ok: false,
        sentence: 'There is no local account “../evil”. There are: engineer.',
      });
    }
    expect(existsSync(join(broker.tokensFolder, '../evil'))).toBe(false);
    expect(await entries()).toEqual(before);
  });
});

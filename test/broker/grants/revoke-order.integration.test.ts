// What an operator orders about people's grants: it counts without the API, stands in the audit by their name, and the logins go.
import { describe, expect, it } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { createUlids } from '../../../broker/adapters/ulids.ts';
import { parseConfig } from '../../../broker/config/parse-config.ts';
import { toProfileRules } from '../../../broker/config/to-profile-rules.ts';
import {
  carryOutRevokeOrder,
  type OperatorOrder,
  type OrderOutcome,
} from '../../../broker/grants/revoke-order.ts';
import { look } from './reviewing.ts';
import { askFor, SHIPPED, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh), {
  yaml: SHIPPED.replace('groups: [dba]', 'groups: [dba, payments]'),
});

const parsed = parseConfig(SHIPPED, 'stint.yaml');
if (!parsed.ok) throw new Error('The shipped configuration is wrong.');
const shipped = parsed.value;
const profiles = new Map(toProfileRules(shipped).map((rule) => [rule.profile.id, rule]));

function order(
  scope: OperatorOrder['scope'],
  of: string,
  reason = 'an incident',
  accounts: OperatorOrder['accounts'] = shipped.accounts,
): Promise<OrderOutcome> {
  const { db, clock } = broker;
  const by = { kind: 'operator', name: 'olga' } as const;
  return carryOutRevokeOrder({
    scope,
    of,
    reason,
    db,
    profiles,
    accounts,
    at: clock.now(),
    by,
    newId: createUlids(clock),
  });
}

async function leaseOf(grantId: string): Promise<void> {
  await query(
    broker.access.owner,
    `insert into lease (id, grant_id, target_id, entitlement, account, state, expires_at, due_at)
     values ('L${grantId}', '${grantId}', 'billing', '{"kind":"ssh","principal":"p","username":"u"}', 'login', 'active',
             now() + interval '9 years', now() + interval '9 years')`,
  );
}

async function audited(): Promise<readonly unknown[]> {
  const { rows } = await query(
    broker.access.owner,
    `select entry::jsonb->>'action' as action from audit where entry::jsonb->'actor' = '{"kind": "operator", "name": "olga"}' order by seq`,
  );
  return rows.map(({ action }) => action);
}

describe('an operator', () => {
  it('ends one grant, all of an account’s, or all at a target, and orders the end of the logins', async () => {
    const [first, second, third] = [
      await askFor(broker, 'engineer'),
      await askFor(broker, 'engineer', 'billing-fix', 600),
      await askFor(broker, 'engineer', 'bastion'),
    ];
    await leaseOf(first);
    expect(await order('grant', first)).toMatchObject({ ok: true });
    const { rows } = await query(broker.access.owner, 'select state from lease');
    expect(rows).toEqual([{ state: 'revoking' }]);
    expect((await order('target', 'billing')).sentence).toMatch(/^1 grant was ended\./u);
    expect((await order('account', 'engineer')).sentence).toMatch(/^1 grant was ended\./u);
    for (const id of [first, second, third]) {
      const { body } = await broker.call('engineer', 'GET', `/v1/grants/${id}`);
      expect(body['grant']).toMatchObject({ status: 'ended', why: 'revoked', note: 'an incident' });
    }
    expect(await audited()).toEqual(Array(3).fill(['access-revoked', 'grant-revoked']).flat());
    expect((await order('account', 'engineer')).sentence).toMatch(/^Nothing lives/u);
  });

  it('ends all of an account’s with those it owns, and of an owned one that alone', async () => {
    const ids = [await askFor(broker, 'engineer'), await askFor(broker, 'reviewer')];
    const accounts = [{ name: 'engineer' }, { name: 'reviewer', owner: 'engineer' }];
    expect((await order('account', 'reviewer', 'x', accounts)).sentence).toMatch(/^1 grant was ended\./u);
    const again = await askFor(broker, 'reviewer');
    expect((await order('account', 'engineer', 'x', accounts)).sentence).toMatch(/^2 grants were ended\./u);
    for (const [id, who] of [
      ...ids.map((id, index) => [id, accounts[index]?.name] as const),
      [again, 'reviewer'] as const,
    ])
      expect(await look(broker, id, who)).toMatchObject({ status: 'ended', why: 'revoked' });
  });

  it('is told where there is no such thing, or no reason, and nothing is written', async () => {
    await askFor(broker, 'engineer');
    for (const [scope, of] of [
      ['grant', "x'; drop table grants"],
      ['account', 'nobody'],
      ['target', 'wages'],
    ] as const) {
      expect(await order(scope, of)).toEqual({ ok: false, sentence: `There is no ${scope} “${of}”.` });
    }
    expect((await order('account', 'engineer', ' \u202e ')).ok).toBe(false);
    expect(await audited()).toEqual([]);
  });
});

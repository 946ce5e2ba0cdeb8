// ATTACK: somebody who may ask and may review decides about their own request, by any path there is. IMPACT: access that nobody else has looked at.
// MITIGATION: a person is one row, however they signed in; their review of their own grant is refused before anything else, and would not count.
// There is one issuer of sign-ins, and there are no service accounts: paths by those come with them.
import { expect, it } from 'vitest';
import { eachBroker } from '../broker/each-broker.ts';
import { issueToken } from '../../broker/identity/tokens.ts';
import { itemOf, look, review, REVIEW_YAML } from '../broker/grants/reviewing.ts';
import { idOf } from '../broker/grants/revoking.ts';
import { askFor, extendOn, registerDesktop, startOn, type TestBroker } from '../broker/test-broker.ts';

/** `dana` asks as one of payments and reviews as one of dba and of security. */
const YAML = REVIEW_YAML.replace('groups: [payments, dba]', 'groups: [payments, dba, security]').replace(
  'review: { group: dba, count: 1 }',
  'review: [{ group: dba }, { group: security }]',
);

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh), { yaml: YAML });

async function tryAs(token: string, id: string): Promise<void> {
  const before = await look(broker, id, 'dana');
  const [item] = [await itemOf(broker, 'reviewer', id).catch(() => null)];
  for (const verdict of ['approve', 'deny']) {
    const body = { verdict, comment: 'me', digest: item?.digest ?? 'a'.repeat(64), source: 'window' };
    const reply = await broker.call(token, 'POST', `/v1/grants/${id}/reviews`, body);
    expect([verdict, reply.status, reply.body['code']]).toEqual([verdict, 403, 'forbidden']);
  }
  expect(await look(broker, id, 'dana')).toEqual(before);
}

it('is refused as a member of the group, and of the group of a later stage', async () => {
  const id = await askFor(broker, 'dana', 'billing-fix');
  await tryAs('dana', id);
  expect((await review(broker, 'riley', id)).status).toBe(200);
  // Now it is security’s turn, where dana is the only one.
  expect(await look(broker, id, 'dana')).toMatchObject({ status: 'pending', needs: { group: 'security' } });
  await tryAs('dana', id);
});

it('is refused by a second sign-in of the same person', async () => {
  const id = await askFor(broker, 'dana', 'billing-fix');
  const at = broker.clock.now();
  const personId = await idOf(broker, 'dana');
  const by = { kind: 'broker' } as const;
  await tryAs(await issueToken(broker.db, { personId, at, by, expiresAt: at + 3_600_000 }), id);
});

it('is refused for the extension of one’s own grant', async () => {
  const laptop = await registerDesktop(broker, 'dana');
  const id = await askFor(broker, 'dana', 'billing-both');
  for (const who of ['reviewer', 'riley'])
    expect((await review(broker, who, id, { digest: (await itemOf(broker, who, id)).digest })).status).toBe(
      200,
    );
  expect((await startOn(broker, 'dana', id, laptop)).status).toBe(200);
  await extendOn(broker, 'dana', id, laptop);
  await tryAs('dana', id);
});

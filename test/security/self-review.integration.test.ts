// ATTACK: somebody who may ask and may review decides about their own request, by any path there is. IMPACT: access that nobody else has looked at.
// MITIGATION: a person is one row, however they signed in; their review of their own grant is refused before anything else, and would not count.
// A second account of theirs, or a service account they answer for, is written down as such, and is the same person.
import { expect, it } from 'vitest';
import { eachBroker } from '../broker/each-broker.ts';
import { issueToken } from '../../broker/identity/tokens.ts';
import { inboxOf, itemOf, look, review, REVIEW_YAML, said } from '../broker/grants/reviewing.ts';
import { idOf } from '../broker/grants/revoking.ts';
import {
  askFor,
  extendOn,
  registerDesktop,
  startOn,
  startTestBroker,
  type TestBroker,
} from '../broker/test-broker.ts';

/**
 * `dana` asks as one of payments and reviews as one of dba and of security; `dana-admin` is a second account of hers, and `nightly` a service
 * account that she answers for.
 */
const YAML = REVIEW_YAML.replace('groups: [payments, dba]', 'groups: [payments, dba, security]')
  .replace('review: { group: dba, count: 1 }', 'review: [{ group: dba }, { group: security }]')
  .replace(
    '\ntargets:',
    `
  - name: dana-admin
    owner: dana
    groups: [payments, dba, security]
  - name: nightly
    owner: dana
    groups: [payments, dba]
targets:`,
  );
const OWNED = ['dana-admin', 'nightly'];

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh), { yaml: YAML });

async function tryAs(token: string, id: string, asker = 'dana'): Promise<void> {
  const before = await look(broker, id, asker);
  const [item] = [await itemOf(broker, 'reviewer', id).catch(() => null)];
  for (const verdict of ['approve', 'deny']) {
    const body = { verdict, comment: 'me', digest: item?.digest ?? 'a'.repeat(64), source: 'window' };
    const reply = await broker.call(token, 'POST', `/v1/grants/${id}/reviews`, body);
    expect([verdict, reply.status, reply.body['code']]).toEqual([verdict, 403, 'forbidden']);
  }
  expect(await look(broker, id, asker)).toEqual(before);
}

const waitsFor = async (who: string): Promise<readonly string[]> =>
  (await inboxOf(broker, who)).waiting.map(({ grant }) => grant.id);

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

it.each(OWNED)('is refused by %s, which is hers, and does not wait for it', async (account) => {
  const id = await askFor(broker, 'dana', 'billing-fix');
  await tryAs(account, id);
  expect(await waitsFor(account)).toEqual([]);
  expect(await waitsFor('riley')).toEqual([id]);
});

it.each(OWNED)('is refused to her, and to every other account of hers, where %s asked', async (account) => {
  const id = await askFor(broker, account, 'billing-fix');
  for (const other of ['dana', ...OWNED]) {
    await tryAs(other, id, account);
    expect(await waitsFor(other)).toEqual([]);
  }
  expect(await itemOf(broker, 'riley', id)).toMatchObject({ alsoAsked: [{ name: 'Robin Reviewer' }] });
  await review(broker, 'riley', id, { verdict: 'deny', comment: 'no' });
  const again = await askFor(broker, 'dana', 'billing-fix');
  expect(await itemOf(broker, 'riley', again)).toMatchObject({ lately: { denied: 1 } });
});

it('counts once where two accounts of one person approve', async () => {
  const id = await askFor(broker, 'engineer', 'billing-both');
  expect((await review(broker, 'dana', id)).status).toBe(200);
  for (const account of OWNED)
    expect(said(await review(broker, account, id)).slice(0, 2)).toEqual([409, 'already-decided']);
  expect(await look(broker, id)).toMatchObject({
    status: 'pending',
    reviews: [{ by: { name: 'Dana Both' } }],
  });
  expect((await review(broker, 'riley', id)).status).toBe(200);
  expect(await look(broker, id)).toMatchObject({ status: 'approved' });
});

it('counts no more at the start where it has come out since whose the account is', async () => {
  const unknown = YAML.replaceAll('    owner: dana\n', '');
  const { access, clock, leases, tokensFolder } = broker;
  const before = await startTestBroker({ access, clock, leases, tokensFolder, yaml: unknown });
  const laptop = await registerDesktop(before, 'dana');
  const own = await askFor(before, 'dana', 'billing-both');
  const others = await askFor(before, 'engineer', 'billing-both');
  const bots = await askFor(before, 'nightly', 'billing-both');
  const staged = await askFor(before, 'engineer', 'billing-fix');
  const waiting = await askFor(before, 'nightly', 'billing-both');
  const botsLaptop = await registerDesktop(before, 'nightly');
  for (const [id, who] of [
    [own, 'riley'],
    [own, 'dana-admin'],
    [bots, 'riley'],
    [bots, 'dana'],
    [others, 'dana'],
    [others, 'dana-admin'],
    [staged, 'dana'],
    // As one of security, whose turn it is then.
    [staged, 'dana-admin'],
  ] as const)
    expect((await review(before, who, id, { digest: (await itemOf(before, who, id)).digest })).status).toBe(
      200,
    );
  await before.stop();
  const sentence = (name: string): string =>
    `${name} approved this and is the same person as whoever asked. Ask again.`;
  expect(said(await startOn(broker, 'dana', own, laptop)).slice(1)).toEqual([
    'policy-refused',
    sentence('dana-admin'),
  ]);
  expect(said(await startOn(broker, 'nightly', bots, botsLaptop)).slice(1)).toEqual([
    'policy-refused',
    sentence('Dana Both'),
  ]);
  const engineers = await registerDesktop(broker, 'engineer');
  for (const id of [others, staged])
    expect(said(await startOn(broker, 'engineer', id, engineers)).slice(0, 2)).toEqual([
      403,
      'policy-refused',
    ]);
  expect(leases.orders).toEqual([]);
  await tryAs('dana', waiting, 'nightly');
});

// Reviews in stages: the second group is asked when the first has approved, and what both said is what may start.
import { describe, expect, it } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import {
  askFor,
  extendOn,
  registerDesktop,
  startOn,
  startTestBroker,
  type TestBroker,
} from '../test-broker.ts';
import { grantOf, inboxOf, itemOf, look, REVIEW_YAML, said, type Verdict } from './reviewing.ts';
import type { Reply } from '../test-broker.ts';

const STAGES = REVIEW_YAML.replace(
  'review: { group: dba, count: 1 }',
  'review: [{ group: dba }, { group: security, count: 2 }]',
).replace(
  '  - name: stranger',
  `  - name: sam
    groups: [security]
  - name: sol
    groups: [security]
  - name: both
    displayName: Bo Both
    groups: [dba, security]
  - name: stranger`,
);

let broker: TestBroker;

eachBroker((fresh) => void (broker = fresh), { yaml: STAGES });

const fix = (): Promise<string> => askFor(broker, 'engineer', 'billing-fix');
const waitsFor = async (who: string, id: string): Promise<boolean> =>
  (await inboxOf(broker, who)).waiting.some(({ grant }) => grant.id === id);

async function reviewAs(who: string, id: string, given: Verdict = {}): Promise<Reply> {
  const digest = given.digest ?? (await itemOf(broker, who, id)).digest;
  const body = { verdict: 'approve', source: 'window', ...given, digest };
  return broker.call(who, 'POST', `/v1/grants/${id}/reviews`, body);
}

describe('reviews in stages', () => {
  it('ask the next group when the one before has approved, and start when all have', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    expect(await look(broker, id)).toMatchObject({
      needs: { count: 1, group: 'dba', then: [{ count: 2, group: 'security' }] },
    });
    expect([await waitsFor('reviewer', id), await waitsFor('sam', id)]).toEqual([true, false]);
    const { digest } = await itemOf(broker, 'reviewer', id);
    expect((await reviewAs('sam', id, { digest })).status).toBe(404);

    expect(grantOf(await reviewAs('reviewer', id, { durationSeconds: 600 }))).toMatchObject({
      status: 'pending',
      needs: { count: 2, group: 'security' },
    });
    expect([await waitsFor('reviewer', id), await waitsFor('sam', id)]).toEqual([false, true]);
    expect((await reviewAs('riley', id, { digest })).status).toBe(404);
    expect(said(await startOn(broker, 'engineer', id, laptop))[1]).toBe('wrong-status');

    expect(grantOf(await reviewAs('sam', id, { durationSeconds: 700 }))).toMatchObject({ status: 'pending' });
    expect(said(await reviewAs('sam', id, { digest }))[1]).toBe('already-decided');
    const approved = grantOf(await reviewAs('sol', id));
    expect(approved).toMatchObject({ status: 'approved', grantedSeconds: 600 });
    expect(approved.reviews.map(({ group }) => group)).toEqual(['dba', 'security', 'security']);
    expect(grantOf(await startOn(broker, 'engineer', id, laptop))).toMatchObject({ status: 'active' });
  });

  it('count nobody twice, in whatever groups they are', async () => {
    const id = await fix();
    const { digest } = await itemOf(broker, 'both', id);
    await reviewAs('both', id);
    expect(said(await reviewAs('both', id, { digest }))).toEqual([
      409,
      'already-decided',
      'You approved this 0 s ago; it waits for 2 more.',
    ]);
    await reviewAs('sam', id);
    expect(await look(broker, id)).toMatchObject({ status: 'pending', needs: { group: 'security' } });
    expect(await waitsFor('both', id)).toBe(false);
  });

  it('end with the first denial, whichever group it comes from', async () => {
    const id = await fix();
    await reviewAs('reviewer', id);
    expect(grantOf(await reviewAs('sam', id, { verdict: 'deny', comment: 'not now' }))).toMatchObject({
      status: 'ended',
      why: 'denied',
      note: 'not now',
    });
  });

  it('tell the group that was asked first that it is asked no more', async () => {
    const id = await fix();
    const { rows: before } = { rows: await inboxEvents() };
    await reviewAs('reviewer', id);
    expect((await inboxEvents()).slice(before.length)).toEqual(['security', 'dba']);
  });

  it('hold at the start only by people who are in the group they approved for', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    for (const who of ['both', 'sam', 'sol']) await reviewAs(who, id);
    const { access, clock, leases, tokensFolder } = broker;
    // Still in security, and it was for dba that they approved.
    const yaml = STAGES.replace('groups: [dba, security]', 'groups: [security]');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    try {
      expect(said(await startOn(next, 'engineer', id, laptop))).toEqual([
        403,
        'policy-refused',
        'Bo Both approved this and is not in dba any more. Ask again.',
      ]);
      expect(leases.orders).toEqual([]);
    } finally {
      await next.stop();
    }
  });

  it('are passed by an extension as well', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    for (const who of ['reviewer', 'sam', 'sol']) await reviewAs(who, id);
    const started = grantOf(await startOn(broker, 'engineer', id, laptop));
    await extendOn(broker, 'engineer', id, laptop);
    expect([await waitsFor('reviewer', id), await waitsFor('sam', id)]).toEqual([true, false]);
    await reviewAs('riley', id);
    await reviewAs('sam', id);
    expect(await look(broker, id)).toMatchObject({ extensions: [{ outcome: 'pending' }] });
    const extended = grantOf(await reviewAs('sol', id));
    if (started.status !== 'active' || extended.status !== 'active') throw new Error('It is not active.');
    expect(extended.expiresAt).toBe(started.expiresAt + 900_000);
  });
});

async function inboxEvents(): Promise<readonly (string | null)[]> {
  const rows = await broker.db
    .selectFrom('event')
    .select(['group_name'])
    .where('kind', '=', 'inbox')
    .orderBy('seq')
    .execute();
  return rows.map((row) => row.group_name);
}

// Reviews in stages, each with a time of its own: its group is reminded, and a second group asked, from when the stage has begun to wait.
import { describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { askFor, extendOn, registerDesktop, startOn, type Reply, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { becomes, grantOf, inboxOf, itemOf, look, REVIEW_YAML, said, type Verdict } from './reviewing.ts';

const YAML = REVIEW_YAML.replace(
  'review: { group: dba, count: 1 }',
  `review: [{ group: dba }, { group: security }]
    reviewWithin: 20 min
    remindAfter: 3 min
    escalate: { after: 5 min, group: leads }`,
).replace(
  '  - name: stranger',
  `  - name: sam
    displayName: Sam Security
    groups: [security]
  - name: lena
    displayName: Lena Lead
    groups: [leads]
  - name: lou
    displayName: Lou Lead
    groups: [leads]
  - name: stranger`,
);
const MINUTE = 60_000;

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh), { yaml: YAML });

const fix = (): Promise<string> => askFor(broker, 'engineer', 'billing-fix', 3600);

async function reviewAs(who: string, id: string, given: Verdict = {}): Promise<Reply> {
  const digest = given.digest ?? (await itemOf(broker, who, id)).digest;
  const body = { verdict: 'approve', source: 'window', ...given, digest };
  return broker.call(who, 'POST', `/v1/grants/${id}/reviews`, body);
}

const waitsFor = async (who: string, id: string): Promise<boolean> =>
  (await inboxOf(broker, who)).waiting.some(({ grant }) => grant.id === id);

/** Of whom it was asked once more, or as well, in turn. */
async function told(action: 'review-reminded' | 'review-escalated'): Promise<readonly unknown[]> {
  const { rows } = await query(
    broker.access.owner,
    `select entry::jsonb->'details'->'groups' as groups, entry::jsonb->'details'->>'from' as "from" from audit
      where entry::jsonb->>'action' = '${action}' order by seq`,
  );
  return rows.map(({ groups, from }) => groups ?? from);
}

/** Lets that time pass, and the sweep look. */
async function after(minutes: number, holds: () => Promise<void>): Promise<void> {
  broker.clock.advance(minutes * MINUTE);
  await vi.waitFor(
    async () => {
      broker.clock.advance(1_000);
      await holds();
    },
    { timeout: 20_000, interval: 20 },
  );
}
const escalatedFrom = (...groups: readonly string[]) =>
  after(5, async () => expect(await told('review-escalated')).toEqual(groups));

describe('each stage has its own time', () => {
  it('before a second group may decide it, whatever it was asked about an earlier one', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    await escalatedFrom('dba');
    const { digest } = await itemOf(broker, 'lou', id);
    expect(grantOf(await reviewAs('lena', id))).toMatchObject({ needs: { group: 'security' } });

    expect([await waitsFor('lou', id), await waitsFor('sam', id)]).toEqual([false, true]);
    expect((await broker.call('lou', 'GET', `/v1/grants/${id}`)).status).toBe(404);
    expect(said(await reviewAs('lou', id, { digest })).slice(0, 2)).toEqual([404, 'not-found']);
    expect(said(await startOn(broker, 'engineer', id, laptop))[1]).toBe('wrong-status');

    await escalatedFrom('dba', 'security');
    expect(grantOf(await reviewAs('lou', id))).toMatchObject({
      status: 'approved',
      reviews: [
        { by: { name: 'Lena Lead' }, group: 'dba', memberOf: 'leads' },
        { by: { name: 'Lou Lead' }, group: 'security', memberOf: 'leads' },
      ],
    });
    expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
  });

  it('and a second group that is asked no more is told so', async () => {
    const id = await fix();
    await escalatedFrom('dba');
    const last = await broker.db
      .selectFrom('event')
      .select((build) => build.fn.max('seq').as('seq'))
      .executeTakeFirstOrThrow();
    await reviewAs('reviewer', id);
    const news = await broker.db
      .selectFrom('event')
      .select('group_name')
      .where('kind', '=', 'inbox')
      .where('seq', '>', last.seq)
      .execute();
    expect(new Set(news.map((each) => each.group_name))).toEqual(new Set(['dba', 'leads', 'security']));
  });

  it('also where another node’s clock was ahead when it asked the second group', async () => {
    const id = await fix();
    await escalatedFrom('dba');
    const { digest } = await itemOf(broker, 'lou', id);
    await query(
      broker.access.owner,
      `update grants set escalated_at = escalated_at + interval '30 s', reminded_at = reminded_at + interval '30 s'`,
    );
    await reviewAs('reviewer', id);
    broker.clock.advance(1_000);
    expect(await waitsFor('lou', id)).toBe(false);
    expect((await reviewAs('lou', id, { digest })).status).toBe(404);
    expect((await itemOf(broker, 'sam', id)).remindedAt).toBe(undefined);
  });

  it('before those who are asked are reminded of it, once', async () => {
    const id = await fix();
    await after(3, async () => expect(await told('review-reminded')).toEqual([['dba']]));
    await reviewAs('reviewer', id);
    expect((await itemOf(broker, 'sam', id)).remindedAt).toBe(undefined);
    broker.clock.advance(2 * MINUTE);
    expect(await told('review-reminded')).toHaveLength(1);
    await after(1, async () => expect(await told('review-reminded')).toEqual([['dba'], ['security']]));
    expect((await itemOf(broker, 'sam', id)).remindedAt).toBeGreaterThan(0);
    await escalatedFrom('security');
    expect(await told('review-reminded')).toHaveLength(2);
  });

  it('and none more than the request has: it lapses when it would have', async () => {
    const id = await fix();
    const { requestedAt } = await look(broker, id);
    broker.clock.advance(18 * MINUTE);
    await reviewAs('reviewer', id);
    expect(await itemOf(broker, 'sam', id)).toMatchObject({ reviewBy: requestedAt + 20 * MINUTE });
    broker.clock.advance(2 * MINUTE);
    await becomes(broker, id, { status: 'ended', why: 'lapsed' });
  });

  it('in an extension as well', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    for (const who of ['reviewer', 'sam']) await reviewAs(who, id);
    await startOn(broker, 'engineer', id, laptop);
    await extendOn(broker, 'engineer', id, laptop);
    await escalatedFrom('dba');
    const { digest } = await itemOf(broker, 'lou', id);
    await reviewAs('lena', id);
    expect(await waitsFor('lou', id)).toBe(false);
    expect((await reviewAs('lou', id, { digest })).status).toBe(404);
    await escalatedFrom('dba', 'security');
    await reviewAs('lou', id);
    expect(await look(broker, id)).toMatchObject({ extensions: [{ outcome: 'approved' }] });
  });
});

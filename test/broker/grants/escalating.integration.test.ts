// A second group, asked after a time: it may decide as well, once it was asked, and what it approves may start.
import { describe, expect, it, vi } from 'vitest';
import { eachBroker, withAnother } from '../each-broker.ts';
import { askFor, extendOn, registerDesktop, startOn, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { grantOf, inboxOf, itemOf, look, review, REVIEW_YAML, said } from './reviewing.ts';

const YAML = REVIEW_YAML.replace(
  '    reason: required\n    review: { group: dba, count: 1 }',
  '    reason: required\n    review: { group: dba, count: 1 }\n    reviewWithin: 20 min\n    escalate: { after: 5 min, group: leads }',
).replace(
  '  - name: stranger',
  `  - name: lena
    displayName: Lena Lead
    groups: [leads]
  - name: lou
    displayName: Lou Both
    groups: [payments, leads]
  - name: stranger`,
);
const MINUTE = 60_000;

let broker: TestBroker;
eachBroker((fresh) => void (broker = fresh), { yaml: YAML });

async function escalated(): Promise<readonly unknown[]> {
  const { rows } = await query(
    broker.access.owner,
    `select entry::jsonb->>'subject' as id, entry::jsonb->'details'->>'to' as "to" from audit
      where entry::jsonb->>'action' = 'review-escalated' order by seq`,
  );
  expect(rows.every(({ to }) => to === 'leads')).toBe(true);
  return rows.map(({ id }) => id);
}

/** Lets its time pass and the sweep look. */
async function escalate(...ids: readonly string[]): Promise<void> {
  broker.clock.advance(5 * MINUTE);
  await vi.waitFor(
    async () => {
      broker.clock.advance(1_000);
      expect(await escalated()).toEqual(expect.arrayContaining([...ids]));
    },
    { timeout: 20_000, interval: 20 },
  );
}

const fix = (who = 'engineer'): Promise<string> => askFor(broker, who, 'billing-fix');
const reviewAs = async (
  who: string,
  id: string,
  given: { readonly verdict?: 'deny'; readonly comment?: string } = {},
  // The same for whoever reads it.
  digest?: string,
) => review(broker, who, id, { ...given, digest: digest ?? (await itemOf(broker, 'reviewer', id)).digest });

describe('a second group', () => {
  it('sees nothing and may do nothing before it is asked', async () => {
    const id = await fix();
    broker.clock.advance(4 * MINUTE);
    expect((await inboxOf(broker, 'lena')).waiting).toEqual([]);
    expect((await broker.call('lena', 'GET', `/v1/grants/${id}`)).status).toBe(404);
    expect(said(await reviewAs('lena', id)).slice(0, 2)).toEqual([404, 'not-found']);
  });

  it('is asked once its time has come, and its approval may start', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    await escalate(id);
    expect(await itemOf(broker, 'lena', id)).toMatchObject({ needs: { group: 'dba' } });
    expect((await broker.call('lena', 'GET', `/v1/grants/${id}`)).status).toBe(200);
    expect((await inboxOf(broker, 'stranger')).waiting).toEqual([]);
    expect(grantOf(await reviewAs('lena', id))).toMatchObject({
      status: 'approved',
      reviews: [{ by: { name: 'Lena Lead' }, group: 'dba', memberOf: 'leads' }],
    });
    expect((await inboxOf(broker, 'lena')).decided.map((grant) => grant.id)).toEqual([id]);
    expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
    const { rows } = await query(
      broker.access.owner,
      `select group_name from event where kind = 'inbox' and seq > (select min(seq) from event where group_name = 'leads')`,
    );
    expect(new Set(rows.map(({ group_name: group }) => group))).toEqual(new Set(['dba', 'leads']));
  });

  it('takes nothing from the first, and hears who was faster', async () => {
    const id = await fix();
    await escalate(id);
    const { digest } = await itemOf(broker, 'lena', id);
    expect(grantOf(await reviewAs('reviewer', id)).status).toBe('approved');
    const late = said(await reviewAs('lena', id, {}, digest));
    expect(late.slice(0, 2)).toEqual([409, 'already-decided']);
    expect(late[2]).toMatch(/^Robin Reviewer approved this/u);
  });

  it('may deny, with a comment, and nobody of it their own request', async () => {
    const [id, own] = [await fix(), await fix('lou')];
    await escalate(id, own);
    expect(said(await reviewAs('lou', own)).slice(0, 2)).toEqual([403, 'forbidden']);
    expect((await inboxOf(broker, 'lou')).waiting.map(({ grant }) => grant.id)).toEqual([id]);
    expect(said(await reviewAs('lou', id, { verdict: 'deny' }))[1]).toBe('comment-required');
    expect(grantOf(await reviewAs('lou', id, { verdict: 'deny', comment: 'not now' }))).toMatchObject({
      status: 'ended',
      why: 'denied',
    });
  });

  it('is asked anew for an extension, after its time', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-fix', 3600);
    await escalate(id);
    await reviewAs('lena', id);
    await startOn(broker, 'engineer', id, laptop);
    await extendOn(broker, 'engineer', id, laptop);
    expect((await inboxOf(broker, 'lena')).waiting).toEqual([]);
    expect((await reviewAs('lena', id)).status).toBe(404);
    broker.clock.advance(5 * MINUTE);
    await vi.waitFor(
      async () => {
        broker.clock.advance(1_000);
        expect(await escalated()).toEqual([id, id]);
      },
      { timeout: 20_000, interval: 20 },
    );
    const before = await look(broker, id);
    expect((await reviewAs('lena', id)).status).toBe(200);
    const after = await look(broker, id);
    expect('expiresAt' in after && 'expiresAt' in before && after.expiresAt - before.expiresAt).toBe(900_000);
  });
});

describe('at the start', () => {
  it('an approval by somebody who has left the second group counts no more', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await fix();
    await escalate(id);
    await reviewAs('lena', id);
    const left = YAML.replace(
      '    displayName: Lena Lead\n    groups: [leads]',
      '    displayName: Lena Lead\n    groups: []',
    );
    await withAnother(broker, { yaml: left }, async (next) => {
      expect(said(await startOn(next, 'engineer', id, laptop))).toEqual([
        403,
        'policy-refused',
        'Lena Lead approved this and is not in leads any more. Ask again.',
      ]);
      expect(next.leases.orders).toEqual([]);
    });
  });

  it('one by a group that does not stand in any more counts no more, and none can be given', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const [id, waiting] = [await fix(), await fix()];
    await escalate(id, waiting);
    await reviewAs('lena', id);
    const { digest } = await itemOf(broker, 'lena', waiting);
    await withAnother(
      broker,
      { yaml: YAML.replace('    escalate: { after: 5 min, group: leads }\n', '') },
      async (next) => {
        const body = { verdict: 'approve', digest, source: 'window' };
        expect((await next.call('lena', 'POST', `/v1/grants/${waiting}/reviews`, body)).status).toBe(404);
        expect(said(await startOn(next, 'engineer', id, laptop))).toEqual([
          403,
          'policy-refused',
          'Lena Lead approved this and is of leads, which does not stand in for dba any more. Ask again.',
        ]);
        expect(next.leases.orders).toEqual([]);
      },
    );
  });
});

// What happens to an extension while something else goes on: its time runs out, the storage fails, another start or extension is under way.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { askFor, extendOn, registerDesktop, startOn, type Desktop, type TestBroker } from '../test-broker.ts';
import { query } from '../test-storage.ts';
import { grantOf, itemOf, look, review, REVIEW_YAML, said } from './reviewing.ts';

const YAML = REVIEW_YAML.replace('review: { group: dba, count: 1 }', '$&\n    reviewWithin: 60 s').replace(
  'longest: 8 h',
  'longest: 30 min\n    total: 1 h',
);

let broker: TestBroker;
let laptop: Desktop;

eachBroker((fresh) => void (broker = fresh), { yaml: YAML });
beforeEach(async () => {
  laptop = await registerDesktop(broker, 'engineer');
});

async function started(profileId: string): Promise<string> {
  const id = await askFor(broker, 'engineer', profileId);
  if (profileId !== 'billing-read') await review(broker, 'reviewer', id);
  if (profileId === 'billing-both') {
    const { digest } = await itemOf(broker, 'riley', id);
    await review(broker, 'riley', id, { digest });
  }
  expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
  return id;
}

const extend = (id: string, asked = {}): ReturnType<typeof extendOn> =>
  extendOn(broker, 'engineer', id, laptop, asked);

async function endOf(id: string): Promise<number> {
  const grant = await look(broker, id);
  return grant.status === 'active' ? grant.expiresAt : 0;
}

/** The storage fails whenever a grant's end is moved. */
async function breakMoving(): Promise<() => Promise<unknown>> {
  await query(
    broker.access.owner,
    `create function no_move() returns trigger language plpgsql as $$ begin
       if new.document->>'expiresAt' <> old.document->>'expiresAt' then raise exception 'disk full'; end if;
       return new; end $$`,
  );
  const on = 'create trigger no_move before update on grants for each row execute function no_move()';
  await query(broker.access.owner, on);
  return () => query(broker.access.owner, 'drop trigger no_move on grants');
}

describe('an extension whose time to be reviewed is over', () => {
  it('does not keep its device from starting again', async () => {
    const id = await started('billing-fix');
    await extend(id);
    broker.clock.jump(60_000);
    expect((await startOn(broker, 'engineer', id, laptop)).status).toBe(200);
    expect(await look(broker, id)).toMatchObject({ status: 'active', extensions: [{ outcome: 'lapsed' }] });
  });

  it('while the targets are asked moves nothing: what they had moved goes back to the old end', async () => {
    const id = await started('billing-fix');
    const expiresAt = await endOf(id);
    await extend(id);
    const hold = broker.leases.holdExtending();
    const reviewing = review(broker, 'reviewer', id);
    await hold.reached;
    broker.clock.jump(60_000);
    hold.go();
    expect(said(await reviewing)).toEqual([
      409,
      'wrong-status',
      'The time for it was over before the targets had agreed. The end stays what it was.',
    ]);
    expect(broker.leases.extended.map((order) => order.expiresAt)).toEqual([expiresAt + 900_000, expiresAt]);
    expect(await look(broker, id)).toMatchObject({ expiresAt, extensions: [{ outcome: 'lapsed' }] });
  });
});

describe('where the storage fails after the targets have agreed', () => {
  it('the credentials go back to the old end', async () => {
    const id = await started('billing-read');
    const expiresAt = await endOf(id);
    const mend = await breakMoving();
    expect((await extend(id)).status).toBe(500);
    expect(broker.leases.extended.map((order) => order.expiresAt)).toEqual([expiresAt + 900_000, expiresAt]);
    await mend();
    expect(await look(broker, id)).toMatchObject({ expiresAt, extensions: [] });
    expect((await extend(id)).status).toBe(200);
  });

  it('a review that is written down is answered as such, and carried out once the storage works', async () => {
    const id = await started('billing-fix');
    const expiresAt = await endOf(id);
    await extend(id);
    const mend = await breakMoving();
    const reply = await review(broker, 'reviewer', id);
    expect(reply.status).toBe(200);
    expect(grantOf(reply)).toMatchObject({
      expiresAt,
      extensions: [{ outcome: 'pending', reviews: [{ by: { name: 'Robin Reviewer' } }] }],
    });
    await mend();
    broker.clock.advance(5000);
    await vi.waitFor(async () => expect(await endOf(id)).toBe(expiresAt + 900_000));
  });
});

describe('while a start of the same grant is under way', () => {
  it('a denial, and the first of two approvals, are answered at once', { timeout: 60_000 }, async () => {
    const ids = [await started('billing-fix'), await started('billing-both')] as const;
    for (const id of ids) await extend(id);
    for (const id of ids) {
      const hold = broker.leases.holdNext();
      const starting = startOn(broker, 'engineer', id, laptop);
      await hold.reached;
      const given = id === ids[0] ? ({ verdict: 'deny', comment: 'enough' } as const) : {};
      expect((await review(broker, 'reviewer', id, given)).status).toBe(200);
      hold.go();
      expect((await starting).status).toBe(200);
    }
  });
});

describe('one Idempotency-Key, used at once for two grants', () => {
  it('extends one of them, and leaves the other and its credentials at their end', async () => {
    const ids = [await started('billing-read'), await started('billing-read')];
    const before = await endOf(ids[0] ?? '');
    const hold = broker.leases.holdExtending();
    const extending = ids.map((id) => extend(id, { key: 'k' }));
    await vi.waitFor(async () => {
      const { rows } = await query(broker.access.owner, 'select count(*)::int as burnt from start_nonce');
      expect(rows).toEqual([{ burnt: 4 }]);
    });
    hold.go();
    const replies = await Promise.all(extending);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const lost = replies.findIndex(({ status }) => status === 409);
    expect(said(replies[lost] ?? expect.fail())[1]).toBe('idempotency-conflict');
    expect(await Promise.all(ids.map(endOf))).toEqual(
      ids.map((_, at) => before + (at === lost ? 0 : 900_000)),
    );
    const orders = broker.leases.extended.filter(({ grantId }) => grantId === ids[lost]);
    expect(orders.map((order) => order.expiresAt)).toEqual([before + 900_000, before]);
    expect(await look(broker, ids[lost] ?? '')).toMatchObject({ extensions: [] });
  });
});

// The inbox: what a reviewer is shown to judge by, and what was decided lately.
import { describe, expect, it, vi } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { askFor, registerDesktop, startOn, startTestBroker, type TestBroker } from '../test-broker.ts';
import { inboxOf, itemOf, becomes, look, review, REVIEW_YAML } from './reviewing.ts';

let broker: TestBroker;

eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML });

const fix = (who = 'engineer'): Promise<string> => askFor(broker, who, 'billing-fix');
const EMPTY = { waiting: [], decided: [] };

describe('the inbox', () => {
  it('shows what is asked, by whom, for what, and who else was asked', async () => {
    const id = await fix();
    const item = await itemOf(broker, 'reviewer', id);
    expect(item).toMatchObject({
      grant: { id, status: 'pending', person: { name: 'Erin Engineer' }, importance: 'high' },
      asks: 'request',
      durationSeconds: 900,
      reason: 'looking at invoice 7',
      askedAt: broker.clock.now(),
      reviewBy: broker.clock.now() + 3_600_000,
      needs: { count: 1, group: 'dba' },
      reviews: [],
      profileSummary: 'Correct rows of the billing database by hand.',
      lately: { started: 0, denied: 0, lastEndedAt: null },
    });
    expect(item.entitlements.map(({ allows }) => allows)).toEqual([['Read all tables', 'Change rows']]);
    expect(item.alsoAsked.map(({ name }) => name)).toEqual(['Dana Both', 'Riley Second']);
  });

  it('leaves the asking person out of those who were asked', async () => {
    const item = await itemOf(broker, 'reviewer', await fix('dana'));
    expect(item.alsoAsked.map(({ name }) => name)).toEqual(['Riley Second']);
  });

  it('is empty for whoever may not approve, and for the asking person', async () => {
    await fix();
    for (const who of ['engineer', 'colleague', 'stranger'])
      expect(await inboxOf(broker, who)).toEqual(EMPTY);
    expect((await broker.call(null, 'GET', '/v1/inbox')).status).toBe(401);
    await fix('dana');
    expect((await inboxOf(broker, 'dana')).waiting).toHaveLength(1);
  });

  it('begins with what waits longest', async () => {
    const ids = [];
    for (let time = 0; time < 3; time += 1) {
      ids.push(await fix());
      broker.clock.advance(1000);
    }
    expect((await inboxOf(broker, 'reviewer')).waiting.map(({ grant }) => grant.id)).toEqual(ids);
  });

  it('tells what the person did with this profile in the last 30 days, and nothing of others or before', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const old = await fix();
    await review(broker, 'reviewer', old, { verdict: 'deny', comment: 'long ago' });
    broker.clock.advance(31 * 86_400_000);
    const [used, denied, theirs] = [await fix(), await fix(), await fix('colleague')];
    await askFor(broker, 'engineer');
    await review(broker, 'reviewer', denied, { verdict: 'deny', comment: 'no' });
    await review(broker, 'reviewer', theirs, { verdict: 'deny', comment: 'no' });
    await review(broker, 'reviewer', used);
    await startOn(broker, 'engineer', used, laptop);
    const endedAt = broker.clock.now() + 60_000;
    broker.clock.advance(60_000);
    await broker.call('engineer', 'POST', `/v1/grants/${used}/release`, { source: 'window' });
    const { lately } = await itemOf(broker, 'reviewer', await fix());
    expect(lately).toEqual({ started: 1, denied: 1, lastEndedAt: endedAt });
  });

  it('shows for a day what was decided, withdrawn or lapsed, latest first', async () => {
    const since = broker.clock.now();
    const [approved, denied, withdrawn, lapsed] = [await fix(), await fix(), await fix(), await fix()];
    await review(broker, 'reviewer', approved);
    broker.clock.advance(1000);
    await review(broker, 'riley', denied, { verdict: 'deny', comment: 'no' });
    broker.clock.advance(1000);
    await broker.call('engineer', 'POST', `/v1/grants/${withdrawn}/withdraw`, { source: 'window' });
    broker.clock.advance(3_600_000);
    await becomes(broker, lapsed, { why: 'lapsed' });
    const shown = (await inboxOf(broker, 'riley')).decided;
    expect(shown.map(({ id }) => id)).toEqual([lapsed, withdrawn, denied, approved]);
    // It follows what becomes of them: nobody started this one.
    expect(shown[3]).toMatchObject({ status: 'ended', why: 'lapsed', reviews: [{ verdict: 'approve' }] });
    expect(await inboxOf(broker, 'engineer')).toEqual(EMPTY);
    // A day after what lies between the second and the third: how far the clock has gone meanwhile depends on the machine.
    broker.clock.advance(since + 86_401_500 - broker.clock.now());
    await vi.waitFor(async () =>
      expect((await inboxOf(broker, 'riley')).decided.map(({ id }) => id)).toEqual([lapsed, withdrawn]),
    );
  });

  it('is read by the groups of now: whoever has left one is shown nothing of it', async () => {
    const id = await fix();
    await itemOf(broker, 'reviewer', id);
    const { access, clock, leases, tokensFolder } = broker;
    const yaml = REVIEW_YAML.replace('    displayName: Robin Reviewer\n    groups: [dba]', '    groups: []');
    const next = await startTestBroker({ access, clock, leases, tokensFolder, yaml });
    try {
      expect(await inboxOf(next, 'reviewer')).toEqual(EMPTY);
      const item = await itemOf(next, 'riley', id);
      expect(item.alsoAsked.map(({ name }) => name)).toEqual(['Dana Both']);
      expect((await next.call('reviewer', 'GET', `/v1/grants/${id}`)).status).toBe(404);
    } finally {
      await next.stop();
    }
  });

  it('has a grant found by those who may review it, as long as it waits', async () => {
    const id = await fix();
    expect(await look(broker, id, 'reviewer')).toMatchObject({ id, status: 'pending' });
    for (const who of ['colleague', 'stranger'])
      expect((await broker.call(who, 'GET', `/v1/grants/${id}`)).status).toBe(404);
    await review(broker, 'riley', id);
    expect((await broker.call('reviewer', 'GET', `/v1/grants/${id}`)).status).toBe(404);
  });
});

// Policies over the broker's own calls: in force at asking, start and review, taken up under way, and told of.
import { beforeEach, describe, expect, it } from 'vitest';
import { eachBroker } from '../each-broker.ts';
import { askFor, registerDesktop, startOn, type TestBroker } from '../test-broker.ts';
import { itemOf, look, review, REVIEW_YAML, said } from '../grants/reviewing.ts';

const DEFAULT = `
@id("ask") @approval("profile") permit(principal, action == Action::"request", resource) when { resource.everybody || principal in resource.askers };
@id("start") permit(principal, action == Action::"start", resource) when { context.approvals.containsAll(resource.reviews) };
@id("review") permit(principal, action == Action::"review", resource) when { principal in context.group };
`;
const NO_MORE = '@id("no-more") @deny_reason("Not this week.") forbid(principal, action, resource);';

let broker: TestBroker;
let cedar: string;

beforeEach(() => {
  cedar = DEFAULT;
});
eachBroker((fresh) => void (broker = fresh), { yaml: REVIEW_YAML, cedar: () => cedar });

const ready = async (): Promise<unknown> => (await broker.call(null, 'GET', '/readyz')).body;

async function takeUp(text: string): Promise<boolean> {
  cedar = text;
  const taken = broker.policies.reload();
  if (taken) {
    // The audit is written after the policies are in force already.
    await expect.poll(() => countChanges()).toBeGreaterThan(1);
  }
  return taken;
}

const countChanges = async (): Promise<number> =>
  (await broker.db.selectFrom('event').select('seq').where('kind', '=', 'profiles-changed').execute()).length;

describe('other policies', () => {
  it('are in force from the next question on, and everybody is told to look again', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer');
    expect(await takeUp(DEFAULT + NO_MORE)).toBe(true);
    const body = { profileId: 'billing-read', durationSeconds: 900, reason: 'x', source: 'window' };
    const asked = await broker.call('engineer', 'POST', '/v1/grants', body, {
      'idempotency-key': 'another-key-1',
    });
    expect(said(asked)).toEqual([403, 'policy-refused', 'Not this week.']);
    expect(said(await startOn(broker, 'engineer', id, laptop))).toEqual([
      403,
      'policy-refused',
      'Not this week.',
    ]);
    expect(await look(broker, id)).toMatchObject({ status: 'ended', why: 'denied', note: 'Not this week.' });
    expect(broker.leases.orders).toEqual([]);
    const list = await broker.call('engineer', 'GET', '/v1/profiles');
    expect(JSON.stringify(list.body)).toContain('Not this week.');
    const entries = await broker.db.selectFrom('audit').select('entry').orderBy('seq').execute();
    const changed = entries.filter(({ entry }) => entry.includes('configuration-changed'));
    expect(changed.at(-1)?.entry).toContain(broker.policies.current().version);
  });

  it('that are wrong change nothing, and /readyz and /metrics say so until they are mended', async () => {
    expect(await ready()).toEqual({ status: 'ready' });
    expect(await takeUp(DEFAULT.slice(0, DEFAULT.length / 2))).toBe(false);
    expect(await ready()).toMatchObject({ status: 'degraded' });
    expect((await broker.call(null, 'GET', '/metrics')).text).toContain('stint_policies_stale 1');
    expect(broker.logged()).toMatch(/test\.cedar:\d+:\d+ Unexpected/u);
    await askFor(broker, 'engineer');
    await takeUp(DEFAULT);
    expect(await ready()).toEqual({ status: 'ready' });
    expect((await broker.call(null, 'GET', '/metrics')).text).toContain('stint_policies_stale 0');
  });

  it('may forbid a review to somebody in the group, and the audit says who tried', async () => {
    await takeUp(`${DEFAULT} @id("here") @deny_reason("Review from the office.") forbid(principal, action == Action::"review", resource)
      unless { context has sourceAddress && context.sourceAddress.isInRange(ip("10.0.0.0/8")) };`);
    const id = await askFor(broker, 'engineer', 'billing-fix');
    const { digest } = await itemOf(broker, 'reviewer', id);
    expect(said(await review(broker, 'reviewer', id, { digest }))).toEqual([
      403,
      'forbidden',
      'Review from the office.',
    ]);
    expect(await look(broker, id)).toMatchObject({ status: 'pending', reviews: [] });
    const entries = await broker.db.selectFrom('audit').select('entry').execute();
    expect(entries.some(({ entry }) => entry.includes('review-refused'))).toBe(true);
  });

  it('may forbid a review of what members of a group ask for', async () => {
    await takeUp(`${DEFAULT} @id("asker") @deny_reason("Not what dba asks for.")
      forbid(principal, action == Action::"review", resource) when { context.asker in Group::"dba" };`);
    const others = await askFor(broker, 'engineer', 'billing-fix');
    expect((await review(broker, 'reviewer', others)).status).toBe(200);
    const id = await askFor(broker, 'dana', 'billing-fix');
    expect(said(await review(broker, 'reviewer', id))).toEqual([403, 'forbidden', 'Not what dba asks for.']);
    expect(await look(broker, id, 'dana')).toMatchObject({ status: 'pending', reviews: [] });
  });

  it('decide at the start, not when somebody approved: what needs more approvals now does not start', async () => {
    const laptop = await registerDesktop(broker, 'engineer');
    const id = await askFor(broker, 'engineer', 'billing-fix');
    await review(broker, 'reviewer', id);
    await takeUp(
      DEFAULT.replace('@approval("profile")', '@approval("2 of group:dba")').replace(
        'context.approvals.containsAll(resource.reviews)',
        'context.approvals.contains("2 of group:dba")',
      ),
    );
    expect(said(await startOn(broker, 'engineer', id, laptop))).toEqual([
      403,
      'policy-refused',
      'This profile now needs an approval by 2 of dba. Ask again.',
    ]);
    expect(broker.leases.orders).toEqual([]);
  });

  it('make reviewers of groups that only they name', async () => {
    const me = async (): Promise<unknown> =>
      (await broker.call('colleague', 'GET', '/v1/me')).body['mayApprove'];
    expect(await me()).toBe(false);
    await takeUp(DEFAULT.replace('@approval("profile")', '@approval("1 of group:payments")'));
    expect(await me()).toBe(true);
  });
});

// Access that policy announces is looked at afterwards, by the groups that were told: in their inbox, on record, and an objection ends what runs.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHttpWebhookClient } from '../../../broker/adapters/http-webhook-client.ts';
import type { InboxItem } from '../../../shared/inbox.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { becomes, inboxOf, itemOf, look, review, REVIEW_YAML, said } from '../grants/reviewing.ts';
import { askFor, extendOn, registerDesktop, startOn, startTestBroker, type Desktop } from '../test-broker.ts';
import type { TestBroker } from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { startReceiver, type Receiver } from '../webhooks/receiver.ts';
import { makeWebhook } from '../webhooks/telling.ts';

const glass = (announce: string): string => `
@id("ask") permit(principal, action == Action::"request", resource) when { !context.extending };
@id("longer") @approval("1 of group:dba")
permit(principal, action == Action::"request", resource) when { context.extending };
@id("start") @announce("group:${announce}") permit(principal, action == Action::"start", resource);
@id("review") permit(principal, action == Action::"review", resource);
`;
const DAY_MS = 86_400_000;

let storage: TestStorage;
let broker: TestBroker;
let receiver: Receiver;
let laptop: Desktop;

beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(async () => {
  await broker.stop();
  await receiver.stop();
});

/** Dana takes it without a review; Robin and Riley of dba were told, as Dana is of dba herself. */
async function breakGlass(group = 'dba'): Promise<string> {
  const clock = createFakeClock();
  broker = await startTestBroker({
    ...{ access: await storage.fresh(), yaml: REVIEW_YAML, clock, cedar: () => glass(group) },
    webhooks: [makeWebhook(receiver.origin)],
    webhookClient: createHttpWebhookClient(clock),
  });
  laptop = await registerDesktop(broker, 'dana');
  const id = await askFor(broker, 'dana', 'billing-fix');
  expect((await startOn(broker, 'dana', id, laptop)).status).toBe(200);
  return id;
}

const waitingFor = async (who: string): Promise<readonly InboxItem[]> => (await inboxOf(broker, who)).waiting;
const told = (kind: string): object[] =>
  receiver.received
    .map(({ body }) => JSON.parse(body) as { kind: string; asks?: string })
    .filter((fact) => fact.kind === kind && fact.asks === 'afterwards');
const untilTold = (kind: string): Promise<void> =>
  vi.waitFor(
    () => {
      broker.clock.advance(500);
      expect(told(kind)).toHaveLength(1);
    },
    { timeout: 20_000, interval: 20 },
  );
const audited = async (part: string): Promise<readonly string[]> => {
  const rows = await broker.db.selectFrom('audit').select('entry').execute();
  return rows.map(({ entry }) => entry).filter((entry) => entry.includes(part));
};

describe('access that was announced', () => {
  it('waits for a look by those who were told, and by nobody else', async () => {
    const id = await breakGlass();
    const grant = await look(broker, id, 'dana');
    expect(grant).toMatchObject({ status: 'active', afterwards: { outcome: 'pending', reviews: [] } });
    const items = [await waitingFor('reviewer'), await waitingFor('riley')];
    for (const waiting of items)
      expect(waiting).toMatchObject([
        {
          asks: 'afterwards',
          grant: { id, status: 'active' },
          needs: { count: 1, group: 'dba' },
          reason: 'looking at invoice 7',
        },
      ]);
    const { askedAt, reviewBy } = await itemOf(broker, 'riley', id);
    expect(reviewBy - askedAt).toBe(DAY_MS);
    expect(await waitingFor('dana')).toEqual([]);
    expect(await waitingFor('colleague')).toEqual([]);
    expect(said(await review(broker, 'dana', id)).slice(0, 2)).toEqual([403, 'forbidden']);
    expect(said(await review(broker, 'colleague', id)).slice(0, 2)).toEqual([404, 'not-found']);
  });

  it('goes on where nobody objects; who looked stands on record, and the next one is told', async () => {
    const id = await breakGlass();
    const { digest } = await itemOf(broker, 'riley', id);
    expect((await review(broker, 'reviewer', id, { comment: 'Incident 9' })).status).toBe(200);
    expect(await look(broker, id, 'dana')).toMatchObject({
      status: 'active',
      afterwards: {
        outcome: 'approved',
        reviews: [{ by: { name: 'Robin Reviewer' }, comment: 'Incident 9', group: 'dba' }],
      },
    });
    expect(await inboxOf(broker, 'riley')).toMatchObject({ waiting: [], decided: [{ id }] });
    expect(said(await review(broker, 'riley', id, { digest }))).toEqual([
      409,
      'already-decided',
      expect.stringMatching(/^Robin Reviewer approved this .* ago\.$/u),
    ]);
    expect(await audited('grant-afterwards-reviewed')).toEqual([
      expect.stringMatching(/"afterwards":"approved".*"verdict":"approve"/u),
    ]);
    await untilTold('reviewed');
    expect(broker.leases.ended).toEqual([]);
  });

  it('ends at once by an objection, which says why', async () => {
    const id = await breakGlass();
    expect(said(await review(broker, 'riley', id, { verdict: 'deny' }))[1]).toBe('comment-required');
    expect(said(await review(broker, 'riley', id, { durationSeconds: 60 }))[1]).toBe('duration-out-of-range');
    const comment = 'There is no incident';
    expect((await review(broker, 'riley', id, { verdict: 'deny', comment })).status).toBe(200);
    expect(await look(broker, id, 'dana')).toMatchObject({
      ...{ status: 'ended', why: 'revoked', note: comment },
      afterwards: { outcome: 'denied' },
    });
    await vi.waitFor(() => {
      expect(broker.leases.ended).toContain(id);
    });
    expect(await waitingFor('reviewer')).toEqual([]);
    await untilTold('denied');
  });

  it('may be objected to, and not approved, where policies look at somebody who can sign in no more', async () => {
    const id = await breakGlass();
    const { access, clock, leases } = broker;
    await broker.stop();
    const yaml = REVIEW_YAML.replace(/ {2}- name: dana\n(?: {4}.*\n)+/u, '');
    const asker = `@id("asker") forbid(principal, action == Action::"review", resource)
      when { context.asker in Group::"payments" };`;
    broker = await startTestBroker({ access, yaml, clock, leases, cedar: () => glass('dba') + asker });
    const { digest } = await itemOf(broker, 'riley', id);
    expect(said(await review(broker, 'riley', id, { digest }))).toEqual([
      403,
      'forbidden',
      'Policies look at who asked, and they can sign in no more, so nobody approves this.',
    ]);
    const comment = 'She has left';
    expect((await review(broker, 'riley', id, { digest, verdict: 'deny', comment })).status).toBe(200);
    await vi.waitFor(() => {
      expect(broker.leases.ended).toContain(id);
    });
  });

  it('is looked at after its end as well', async () => {
    const id = await breakGlass();
    const { digest } = await itemOf(broker, 'riley', id);
    const source = 'window';
    expect((await broker.call('dana', 'POST', `/v1/grants/${id}/release`, { source })).status).toBe(200);
    expect(await waitingFor('riley')).toMatchObject([{ digest, grant: { id, status: 'ended' } }]);
    const comment = 'Say what it was';
    expect((await review(broker, 'riley', id, { digest, verdict: 'deny', comment })).status).toBe(200);
    expect(await look(broker, id, 'dana')).toMatchObject({
      ...{ status: 'ended', why: 'released', note: null },
      afterwards: { outcome: 'denied', reviews: [{ comment }] },
    });
    expect(await inboxOf(broker, 'reviewer')).toMatchObject({ waiting: [], decided: [{ id }] });
  });

  it('that nobody looked at within a day stays on record so, and is told', async () => {
    const id = await breakGlass();
    const { digest } = await itemOf(broker, 'riley', id);
    broker.clock.advance(DAY_MS);
    await becomes(
      broker,
      id,
      {
        status: 'ended',
        why: 'expired',
        afterwards: { outcome: 'lapsed' },
      },
      'dana',
    );
    expect(await waitingFor('riley')).toEqual([]);
    expect(said(await review(broker, 'riley', id, { digest }))).toEqual([
      409,
      'wrong-status',
      'This lapsed: the time to look at it was over.',
    ]);
    expect(await audited('"afterwards":"lapsed"')).toHaveLength(1);
    await untilTold('lapsed');
  });

  it('makes its group one that reviews, and is not mixed up with the request', async () => {
    const id = await breakGlass('payments');
    expect((await broker.call('colleague', 'GET', '/v1/me')).body).toMatchObject({
      mayApprove: true,
    });
    expect(await waitingFor('reviewer')).toEqual([]);
    const item = await itemOf(broker, 'colleague', id);
    const changed = await review(broker, 'colleague', id, { digest: '0'.repeat(64) });
    expect(said(changed).slice(0, 2)).toEqual([409, 'changed-meanwhile']);
    expect((await review(broker, 'colleague', id, { digest: item.digest })).status).toBe(200);
  });

  it('waits behind an extension, which has less time', async () => {
    const id = await breakGlass();
    const { digest } = await itemOf(broker, 'riley', id);
    expect((await extendOn(broker, 'dana', id, laptop)).status).toBe(200);
    expect(await waitingFor('riley')).toMatchObject([{ asks: 'extension', grant: { id } }]);
    expect(said(await review(broker, 'riley', id, { digest }))).toEqual([
      409,
      'wrong-status',
      'A later end of this is asked for now: review that first.',
    ]);
    expect((await review(broker, 'riley', id)).status).toBe(200);
    expect(await waitingFor('riley')).toMatchObject([{ asks: 'afterwards', digest }]);
    expect((await review(broker, 'riley', id)).status).toBe(200);
    expect(await look(broker, id, 'dana')).toMatchObject({ afterwards: { outcome: 'approved' } });
  });
});

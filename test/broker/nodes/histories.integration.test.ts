// Seeded histories of a request over two nodes on one storage, by the API, against the same small model of the rules: every answer and what
// the storage holds afterwards. And two reviewers, one at each node, at the same instant.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { verifyAudit } from '../../../broker/audit/verify.ts';
import { ReviewModel, type Life } from '../../shared/review-model.ts';
import { itemOf, look, said } from '../grants/reviewing.ts';
import {
  askFor,
  registerDesktop,
  startOn,
  type Desktop,
  type Reply,
  type TestBroker,
} from '../test-broker.ts';
import { startTestStorage, type TestStorage } from '../test-storage.ts';
import { startTwoBrokers, type TwoBrokers } from './two-brokers.ts';

let storage: TestStorage;
let nodes: TwoBrokers;
beforeAll(async () => void (storage = await startTestStorage()));
afterAll(() => storage.stop());
beforeEach(async () => void (nodes = await startTwoBrokers(storage)));
afterEach(() => nodes.stop());

/** Whose request it is: of the group that reviews as well. */
const ASKER = 'dana';
const at = fc.constantFrom('one' as const, 'two' as const);
const act = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      act: fc.constant('review' as const),
      at,
      who: fc.constantFrom(ASKER, 'reviewer', 'riley', 'stranger'),
      // Mostly yes.
      yes: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
      seconds: fc.option(fc.integer({ min: 10, max: 900 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 1_500 }) }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('start' as const), at }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('withdraw' as const, 'release' as const), at }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const LIFE: Readonly<Record<string, Life>> = {
  pending: 'waits',
  approved: 'may start',
  active: 'runs',
  ended: 'over',
};

interface World {
  readonly id: string;
  readonly digest: string;
  readonly laptop: Desktop;
  readonly model: ReviewModel;
  readonly now: () => number;
}

function reviewBy(
  broker: TestBroker,
  who: string,
  { id, digest }: World,
  yes: boolean,
  seconds: number | null,
) {
  const shortened = yes && seconds !== null ? { durationSeconds: seconds } : {};
  const body = { verdict: yes ? 'approve' : 'deny', comment: 'so', digest, source: 'window', ...shortened };
  return broker.call(who, 'POST', `/v1/grants/${id}/reviews`, body);
}

/** Does it, and answers the status that the rules ask for. */
async function perform(each: Act, world: World): Promise<readonly [Reply | null, number]> {
  const { id, model, laptop, now } = world;
  if (each.act === 'wait') {
    nodes.one.clock.advance(each.seconds * 1000);
    model.timePasses(now());
    return [null, 0];
  }
  const broker = nodes[each.at];
  const { life } = model;
  switch (each.act) {
    case 'review': {
      const counts = life === 'waits' && !model.yes.some(({ who }) => who === each.who);
      const status = each.who === ASKER ? 403 : each.who === 'stranger' ? 404 : counts ? 200 : 409;
      if (status === 200) model.review(now(), each.who, each.yes, each.seconds);
      return [await reviewBy(broker, each.who, world, each.yes, each.seconds), status];
    }
    case 'start': {
      if (life === 'may start') {
        model.beginStart(now());
        model.made(now(), now() + 3_600_000, now(), []);
      }
      return [await startOn(broker, ASKER, id, laptop), life === 'may start' || life === 'runs' ? 200 : 409];
    }
    case 'withdraw':
    case 'release': {
      const fits = each.act === 'withdraw' ? life !== 'runs' : life === 'runs' || life === 'over';
      if (each.act === 'withdraw') model.withdraw();
      else model.release();
      const reply = await broker.call(ASKER, 'POST', `/v1/grants/${id}/${each.act}`, { source: 'window' });
      return [reply, fits ? 200 : 409];
    }
  }
}

async function check({ id, model }: World): Promise<void> {
  // What time does is done by a sweep, a moment later.
  await vi.waitFor(
    async () => {
      const grant = await look(nodes.two, id, ASKER);
      expect([LIFE[grant.status], grant.status === 'ended' ? grant.why : null]).toEqual([
        model.life,
        model.why,
      ]);
      expect(grant.reviews.filter(({ verdict }) => verdict === 'approve')).toHaveLength(model.yes.length);
      if (grant.status === 'approved') expect(grant.grantedSeconds).toBe(model.granted);
      if (grant.status === 'active') expect(grant.expiresAt).toBe(model.endsAt);
    },
    { timeout: 20_000, interval: 10 },
  );
}

const SEED = 20_261_124;

it(
  `answers as the model does in forty histories over two nodes (seed ${SEED})`,
  { timeout: 300_000 },
  async () => {
    const laptop = await registerDesktop(nodes.one, ASKER);
    const now = (): number => nodes.one.clock.now();
    const history = fc.array(act, { minLength: 4, maxLength: 14, size: 'max' });
    await fc.assert(
      fc.asyncProperty(history, async (acts) => {
        const id = await askFor(nodes.one, ASKER, 'billing-both');
        const { digest } = await itemOf(nodes.two, 'reviewer', id);
        const model = new ReviewModel({
          asker: ASKER,
          seconds: 900,
          stages: [{ group: 'dba', count: 2 }],
          until: now() + 3_600_000,
          startWithinMs: 900_000,
        });
        const world = { id, digest, laptop, model, now };
        for (const each of acts) {
          const [reply, status] = await perform(each, world);
          if (reply !== null)
            expect([each, reply.status, reply.status === 200 ? '' : said(reply)[2]]).toEqual([
              each,
              status,
              expect.any(String),
            ]);
          await check(world);
        }
        for (const end of ['withdraw', 'release'])
          await nodes.one.call(ASKER, 'POST', `/v1/grants/${id}/${end}`, { source: 'window' });
      }),
      { seed: SEED, numRuns: 40, endOnFailure: true },
    );
    expect((await verifyAudit(nodes.one.db)).verdict).toBe('whole');
  },
);

it('of an approval and a denial at two nodes at the same instant has one outcome, twenty times over', async () => {
  const outcomes: string[] = [];
  for (let time = 0; time < 20; time += 1) {
    const id = await askFor(nodes.one, 'engineer', 'billing-fix');
    const { digest } = await itemOf(nodes.one, 'reviewer', id);
    const send = (broker: TestBroker, who: string, verdict: string): Promise<Reply> =>
      broker.call(who, 'POST', `/v1/grants/${id}/reviews`, {
        verdict,
        comment: 'so',
        digest,
        source: 'window',
      });
    const both =
      time % 2 === 0
        ? [send(nodes.one, 'reviewer', 'approve'), send(nodes.two, 'riley', 'deny')]
        : [send(nodes.two, 'riley', 'deny'), send(nodes.one, 'reviewer', 'approve')].toReversed();
    const [yes, no] = await Promise.all(both);
    if (yes === undefined || no === undefined) throw new Error('One did not answer.');
    expect([yes.status, no.status].toSorted()).toEqual([200, 409]);
    const grant = await look(nodes.two, id);
    const approved = yes.status === 200;
    expect(grant).toMatchObject(approved ? { status: 'approved' } : { status: 'ended', why: 'denied' });
    expect(grant.reviews).toHaveLength(1);
    expect(said(approved ? no : yes)[2]).toMatch(
      approved ? /^Robin Reviewer approved/u : /^Riley Second denied/u,
    );
    outcomes.push(grant.status);
    await nodes.one.call('engineer', 'POST', `/v1/grants/${id}/withdraw`, { source: 'window' });
  }
  expect(outcomes).toHaveLength(20);
});

// Ten thousand seeded histories of a grant against a small model of the rules: whatever comes in whatever order, both say the same.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Grant } from '../../shared/grant.ts';
import { step } from '../../shared/lifecycle.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import { grants, T0 } from './grant-samples.ts';
import { ASKER, history, MINUTE, START_WITHIN_MS, tell, toEvent, type Act } from './history-acts.ts';
import { ReviewModel, type Life, type Stage } from './review-model.ts';

/** The product's grant and the model's, told the same. */
function play(
  { stages: asked, within }: { readonly stages: readonly Stage[]; readonly within: number },
  acts: readonly Act[],
  reached: Set<string>,
): void {
  const [first, ...then] = asked;
  if (first === undefined) return;
  const needs = then.length === 0 ? first : { ...first, then };
  const until = T0 + within * MINUTE;
  let grant: Grant = { ...grants.pending, needs, reviewBy: until };
  const model = new ReviewModel({
    asker: ASKER,
    seconds: grant.durationSeconds,
    stages: asked,
    until,
    startWithinMs: START_WITHIN_MS,
  });
  let now = T0;
  for (const each of acts) {
    const before = grant;
    if (each.act === 'wait') now += each.ms;
    // The broker looks at the clock before anything else; reviews and starts look at it themselves.
    if (!['wait', 'review', 'begin start'].includes(each.act)) {
      grant = step(grant, { event: 'time-passed', at: now })[0];
      model.timePasses(now);
    }
    const event = toEvent(each, model, grant, now);
    if (event !== null) grant = step(grant, event)[0];
    tell(each, model, now);
    const [product, rules] = [seen(grant), told(model)];
    // A comparison of texts first: that of objects would take most of the time.
    if (JSON.stringify(product) !== JSON.stringify(rules)) expect(product).toEqual(rules);
    check(grant, asked);
    if (before.status === 'ended') expect(withoutLeases(grant)).toBe(withoutLeases(before));
    reached.add(model.why ?? model.life);
    for (const { outcome } of model.later) reached.add(`extension ${outcome}`);
  }
}

const withoutLeases = (grant: Grant): string => JSON.stringify({ ...grant, leases: [] });

const STATUS: Readonly<Record<Grant['status'], Life>> = {
  pending: 'waits',
  approved: 'may start',
  starting: 'being made',
  active: 'runs',
  ended: 'over',
};

/** What the product says, in the model's words. */
function seen(grant: Grant) {
  return {
    life: STATUS[grant.status],
    why: grant.status === 'ended' ? grant.why : null,
    yes: grant.reviews
      .filter(({ verdict }) => verdict === 'approve')
      .map(({ by, group }) => `${by.id} of ${group ?? ''}`),
    granted: grant.status === 'approved' || grant.status === 'starting' ? grant.grantedSeconds : null,
    endsAt: grant.status === 'active' ? grant.expiresAt : null,
    later:
      grant.status === 'active' || grant.status === 'ended'
        ? grant.extensions.map(({ outcome, reviews }) => [
            outcome,
            reviews.filter(({ verdict }) => verdict === 'approve').length,
          ])
        : [],
    waitsLater: pendingExtension(grant) !== null,
    gone:
      grant.status === 'active' || grant.status === 'ended'
        ? grant.leases.map(({ id, state }) => [id, state.state === 'revoked'])
        : [],
  };
}

function told(model: ReviewModel): ReturnType<typeof seen> {
  const { life } = model;
  const began = life === 'runs' || (life === 'over' && model.startedAt > 0);
  return {
    life,
    why: model.why as ReturnType<typeof seen>['why'],
    yes: model.yes.map(({ who: id, group }) => `${id} of ${group}`),
    granted: life === 'may start' || life === 'being made' ? model.granted : null,
    endsAt: life === 'runs' ? model.endsAt : null,
    later: began ? model.later.map(({ outcome, yes: given }) => [outcome, given.length]) : [],
    waitsLater: model.waitingExtension() !== null,
    gone: began ? [...model.gone] : [],
  };
}

/** What nobody may ever have, however it came about. */
function check(grant: Grant, asked: readonly Stage[]): void {
  const approvers = grant.reviews.filter(({ verdict }) => verdict === 'approve').map(({ by }) => by.id);
  if (new Set(approvers).size !== approvers.length || approvers.includes(ASKER))
    expect.fail(String(approvers));
  if (grant.status === 'pending' || grant.status === 'ended') return;
  expect(approvers.length).toBe(asked.reduce((sum, { count }) => sum + count, 0));
  if (grant.status !== 'active') return;
  expect(grant.expiresAt).toBeLessThanOrEqual(grant.latestEndAt);
  if (!grant.extensions.some(({ outcome }) => outcome === 'approved'))
    expect(grant.expiresAt - grant.startedAt).toBeLessThanOrEqual(grant.durationSeconds * 1000);
}

const EVERYTHING = [
  ...['waits', 'may start', 'being made', 'runs'],
  ...['denied', 'withdrawn', 'lapsed', 'released', 'expired', 'revoked', 'failed'],
  ...['pending', 'approved', 'denied', 'lapsed'].map((outcome) => `extension ${outcome}`),
];
const SEED = 20_261_124;

it(`says what the model says in 10,000 histories (seed ${SEED})`, { timeout: 120_000 }, () => {
  const times = new Map<string, number>();
  fc.assert(
    fc.property(history, ({ stages: asked, within, begins, acts }) => {
      const reached = new Set<string>();
      play({ stages: asked, within }, [...begins, ...acts], reached);
      for (const each of reached) times.set(each, (times.get(each) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: 10_000 },
  );
  // Each thing that can become of a grant has become of a hundred of them at least.
  const rare = EVERYTHING.filter((each) => (times.get(each) ?? 0) < 100);
  expect(rare.map((each) => [each, times.get(each)])).toEqual([]);
});

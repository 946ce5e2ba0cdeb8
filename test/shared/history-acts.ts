// What can happen in a history of a grant: made at random, told to the product as an event and to the model as a sentence.
import fc from 'fast-check';
import type { Grant, LeaseState } from '../../shared/grant.ts';
import type { GrantEvent } from '../../shared/grant-event.ts';
import { grants, holder, lease } from './grant-samples.ts';
import type { ReviewModel } from './review-model.ts';

export const MINUTE = 60_000;
export const START_WITHIN_MS = 5 * MINUTE;
export const ASKER = grants.pending.person.id;
const people = [ASKER, 'r1', 'r2', 'r3'];

const stage = fc.record({
  group: fc.constantFrom('dba', 'security', 'leads'),
  count: fc.integer({ min: 1, max: 2 }),
});
const stages = fc.uniqueArray(stage, { minLength: 1, maxLength: 3, selector: ({ group }) => group });
const who = fc.constantFrom(...people);
const seconds = fc.option(fc.integer({ min: 10, max: 3_600 }));
const yes = fc.boolean().chain((no) => fc.constantFrom(true, !no, true));

const act = fc.oneof(
  { weight: 8, arbitrary: fc.record({ act: fc.constant('review' as const), who, yes, seconds }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('wait' as const),
      ms: fc.oneof(
        fc.integer({ min: 0, max: 14 * MINUTE }),
        fc.integer({ min: 1, max: 14 }).map((minutes) => minutes * MINUTE),
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('begin start' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('made' as const),
      lasts: fc.integer({ min: 1, max: 7_200 }),
      total: fc.integer({ min: 1, max: 14_400 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constantFrom(
        'withdraw' as const,
        'policy says no' as const,
        'revoke' as const,
        'fail' as const,
        'release' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('login' as const), revoked: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('ask later' as const),
      seconds: fc.integer({ min: 10, max: 3_600 }),
      stages: fc.option(stages),
      waits: fc.integer({ min: 1, max: 30 * MINUTE }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('review later' as const), who, yes, seconds }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('move end' as const, 'refuse later' as const) }) },
);
export type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** How it begins in half of them, so that what runs is seen as often as what waits. */
const begun: readonly Act[] = [
  ...['r1', 'r2', 'r3', 'r4', 'r5', 'r6'].map(
    (id) => ({ act: 'review', who: id, yes: true, seconds: null }) as const,
  ),
  { act: 'begin start' },
  { act: 'made', lasts: 7_200, total: 14_400 },
];
export const history = fc.record({
  stages,
  /** How long people may decide, in whole minutes: some waits end exactly then. */
  within: fc.integer({ min: 1, max: 30 }),
  begins: fc.constantFrom([], begun),
  acts: fc.array(act, { minLength: 5, maxLength: 30, size: 'max' }),
});

export function toEvent(each: Act, model: ReviewModel, grant: Grant, at: number): GrantEvent | null {
  switch (each.act) {
    case 'review':
      return {
        event: 'reviewed',
        at,
        startBy: at + START_WITHIN_MS,
        review: reviewOf(each, model.turn(), at),
      };
    case 'review later':
      return { event: 'extension-reviewed', at, review: reviewOf(each, model.turnOfExtension(), at) };
    case 'wait':
      return null;
    case 'begin start':
      return { event: 'start-requested', at, heldBy: holder };
    case 'made':
      return {
        event: 'minted',
        at,
        expiresAt: at + each.lasts * 1000,
        latestEndAt: at + each.total * 1000,
        leases: [lease],
      };
    case 'withdraw':
      return { event: 'withdrawn', at };
    case 'policy says no':
      return { event: 'denied', at, note: 'No.', review: null };
    case 'revoke':
      return { event: 'revoked', at, note: 'incident' };
    case 'fail':
      return { event: 'mint-failed', at, note: 'away' };
    case 'release':
      return { event: 'released', at };
    case 'login':
      return { event: 'lease-changed', at, leaseId: lease.id, state: stateOf(each.revoked, at) };
    case 'ask later': {
      const [first, ...then] = each.stages ?? [];
      const needs = first === undefined ? null : then.length === 0 ? first : { ...first, then };
      const base = {
        askedAt: at,
        durationSeconds: each.seconds,
        reason: '',
        needs,
        reviewBy: at + each.waits,
      };
      return { event: 'extension-asked', at, extension: { ...base, reviews: [], outcome: 'pending' } };
    }
    case 'refuse later':
      return { event: 'extension-refused', at };
    case 'move end':
      // The broker moves it once everybody has said yes.
      return mayMove(model) && grant.status === 'active'
        ? { event: 'extended', at, expiresAt: grant.expiresAt + lengthOf(model) * 1000 }
        : null;
  }
}

export function tell(each: Act, model: ReviewModel, now: number): void {
  switch (each.act) {
    case 'review':
      model.review(now, each.who, each.yes, each.seconds);
      return;
    case 'review later':
      model.reviewLater(now, each.who, each.yes, each.seconds);
      return;
    case 'wait':
      return;
    case 'begin start':
      model.beginStart(now);
      return;
    case 'made':
      model.made(now, now + each.lasts * 1000, now + each.total * 1000, [lease.id]);
      return;
    case 'withdraw':
      model.withdraw();
      return;
    case 'policy says no':
      model.policySaysNo();
      return;
    case 'revoke':
      model.revoke();
      return;
    case 'fail':
      model.failed();
      return;
    case 'release':
      model.release();
      return;
    case 'login':
      if (each.revoked) model.loginGone(lease.id);
      return;
    case 'ask later':
      model.askLater(now, each.seconds, each.stages, now + each.waits);
      return;
    case 'refuse later':
      model.refuseLater(now);
      return;
    case 'move end':
      if (mayMove(model)) model.moveEnd(now, model.endsAt + lengthOf(model) * 1000);
      return;
  }
}

function reviewOf(
  {
    who: id,
    yes: approves,
    seconds: durationSeconds,
  }: { readonly who: string; readonly yes: boolean; readonly seconds: number | null },
  group: string | null,
  at: number,
) {
  const verdict = approves ? ('approve' as const) : ('deny' as const);
  return { by: { id, name: id }, at, verdict, comment: null, durationSeconds, group: group ?? 'dba' };
}

function stateOf(revoked: boolean, at: number): LeaseState {
  return revoked
    ? { state: 'revoked', revokedAt: at, sessionsEnded: 0, leftBehind: [] }
    : { state: 'revoking', attempts: 1 };
}

const mayMove = (model: ReviewModel): boolean =>
  model.waitingExtension() !== null && model.turnOfExtension() === null;

const lengthOf = (model: ReviewModel): number => {
  const waits = model.waitingExtension();
  if (waits === null) return 0;
  return Math.min(waits.seconds, ...waits.yes.flatMap((each) => each.seconds ?? []));
};

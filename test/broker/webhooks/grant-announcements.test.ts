// What is told of each step of a grant's life, by the lifecycle itself.
import { describe, expect, it } from 'vitest';
import { announceAsked, announceChange } from '../../../broker/webhooks/grant-announcements.ts';
import type { Extension, Grant, GrantIn, Review } from '../../../shared/grant.ts';
import type { GrantEvent } from '../../../shared/grant-event.ts';
import { step } from '../../../shared/lifecycle.ts';
import {
  ENGINEER,
  makeActive,
  makeApproved,
  makeId,
  makeOffer,
  makeRequest,
} from '../../fakes/make-grant.ts';

const AT = Date.parse('2026-03-02T09:00:00.000Z');
const heldBy = { deviceId: 'D'.repeat(43), deviceName: 'laptop' };

function pending(count = 1): GrantIn<'pending'> {
  const asked = { durationSeconds: 900, reason: 'why' };
  const request = makeRequest(makeId(1), makeOffer('billing-fix'), asked, ENGINEER, AT);
  return {
    ...request,
    status: 'pending',
    reviewBy: AT + 3_600_000,
    needs: { count, group: 'dba' },
    reviews: [],
  };
}

const review = (n: number, verdict: Review['verdict'] = 'approve'): Review => ({
  by: { id: makeId(910 + n), name: `Reviewer ${n}` },
  at: AT,
  verdict,
  comment: verdict === 'deny' ? 'no' : null,
  durationSeconds: null,
});

const told = (before: Grant, event: GrantEvent): readonly string[] =>
  announceChange(before, step(before, event)[0], event).map(({ kind }) => kind);

const active = (extensions: readonly Extension[] = []): GrantIn<'active'> => ({
  ...makeActive(makeApproved(makeId(1), AT), {
    startedAt: AT,
    expiresAt: AT + 900_000,
    leases: [],
    latestEndAt: AT + 9e6,
  }),
  extensions,
});

const extension = (more: Partial<Extension> = {}): Extension => ({
  askedAt: AT,
  durationSeconds: 600,
  reason: 'more',
  needs: { count: 1, group: 'dba' },
  reviewBy: AT + 900_000,
  reviews: [],
  outcome: 'pending',
  ...more,
});

describe('of a request', () => {
  it('is told that it waits, or that policy has approved it', () => {
    expect(announceAsked(pending())).toMatchObject([
      { kind: 'request-waiting', group: 'dba', asks: 'request', durationSeconds: 900, reason: 'why' },
    ]);
    expect(announceAsked(makeApproved(makeId(1), AT))).toMatchObject([
      { kind: 'approved', grantedSeconds: 900 },
    ]);
  });

  it('is told what a review makes of it', () => {
    const reviewed = (grant: Grant, given: Review): readonly string[] =>
      told(grant, { event: 'reviewed', at: AT, startBy: AT + 1, review: given });
    expect(reviewed(pending(), review(1))).toEqual(['reviewed', 'approved']);
    expect(reviewed(pending(2), review(1))).toEqual(['reviewed']);
    expect(reviewed(pending(2), review(1, 'deny'))).toEqual(['reviewed', 'denied']);
  });

  it('is told that it waits for the next group, when one before has approved', () => {
    const stages = { count: 1, group: 'dba', then: [{ count: 1, group: 'security' }] };
    const given = { ...review(1), group: 'dba' };
    const before = { ...pending(), needs: stages };
    const event = { event: 'reviewed', at: AT, startBy: AT + 1, review: given } as const;
    expect(announceChange(before, step(before, event)[0], event)).toMatchObject([
      { kind: 'reviewed' },
      { kind: 'request-waiting', group: 'security' },
    ]);
    const extended = active([extension({ needs: stages })]);
    const more = { event: 'extension-reviewed', at: AT, review: given } as const;
    expect(announceChange(extended, step(extended, more)[0], more)).toMatchObject([
      { kind: 'reviewed' },
      { kind: 'request-waiting', group: 'security', asks: 'extension' },
    ]);
  });

  it('is told who denied it, or that it was policy', () => {
    const denial = { event: 'denied', at: AT, note: 'You have left.', review: null } as const;
    const [fact] = announceChange(
      makeApproved(makeId(1), AT),
      step(makeApproved(makeId(1), AT), denial)[0],
      denial,
    );
    expect(fact).toMatchObject({ kind: 'denied', by: null, note: 'You have left.' });
    const reviewed = { event: 'reviewed', at: AT, startBy: AT, review: review(1, 'deny') } as const;
    expect(announceChange(pending(), step(pending(), reviewed)[0], reviewed)[1]).toMatchObject({
      kind: 'denied',
      by: { name: 'Reviewer 1' },
      note: 'no',
    });
  });

  it('is told that it lapsed or was taken back', () => {
    expect(told(pending(), { event: 'time-passed', at: AT + 3_600_000 })).toEqual(['lapsed']);
    expect(told(makeApproved(makeId(1), AT), { event: 'time-passed', at: AT + 900_000 })).toEqual(['lapsed']);
    expect(told(pending(), { event: 'withdrawn', at: AT })).toEqual(['ended']);
  });
});

describe('of a grant', () => {
  it('is told that it started, once, and how it ended', () => {
    const approved = makeApproved(makeId(1), AT);
    const begun = { event: 'start-requested', at: AT, heldBy } as const;
    expect(told(approved, begun)).toEqual([]);
    const minted = {
      event: 'minted',
      at: AT,
      expiresAt: AT + 900_000,
      latestEndAt: AT + 900_000,
      leases: [],
    } as const;
    expect(told(step(approved, begun)[0], minted)).toEqual(['started']);
    expect(told(active(), minted)).toEqual([]);
    for (const [event, why] of [
      [{ event: 'released', at: AT }, 'released'],
      [{ event: 'revoked', at: AT, note: 'incident 4' }, 'revoked'],
      [{ event: 'time-passed', at: AT + 900_000 }, 'expired'],
      [{ event: 'mint-failed', at: AT, note: 'billing is away' }, 'failed'],
    ] as const)
      expect(announceChange(active(), step(active(), event)[0], event)).toMatchObject([
        { kind: 'ended', why },
      ]);
  });

  it('is told what becomes of its extensions', () => {
    const asked = (each: Extension): GrantEvent => ({ event: 'extension-asked', at: AT, extension: each });
    expect(told(active(), asked(extension()))).toEqual(['request-waiting']);
    expect(told(active(), asked(extension({ needs: null })))).toEqual([]);
    const waiting = active([extension({ outcome: 'lapsed' }), extension()]);
    const reviewed = (verdict: Review['verdict']): GrantEvent => ({
      event: 'extension-reviewed',
      at: AT,
      review: review(1, verdict),
    });
    expect(told(waiting, reviewed('approve'))).toEqual(['reviewed']);
    expect(told(waiting, reviewed('deny'))).toEqual(['reviewed', 'denied']);
    expect(told(waiting, { event: 'extension-refused', at: AT })).toEqual(['denied']);
    expect(told(waiting, { event: 'extended', at: AT, expiresAt: AT + 1_500_000 })).toEqual(['extended']);
    const short = active([extension({ reviewBy: AT + 1 })]);
    expect(told(short, { event: 'time-passed', at: AT + 2 })).toEqual(['lapsed']);
  });

  it('is told nothing twice: the end of an ended grant, or a lease that was taken back', () => {
    const released = { event: 'released', at: AT } as const;
    const [over] = step(active(), released);
    expect(told(over, released)).toEqual([]);
    const state = { state: 'revoking', attempts: 1 } as const;
    expect(told(active(), { event: 'lease-changed', at: AT, leaseId: makeId(5), state })).toEqual([]);
  });
});

/** The transition table of a grant, cell by cell, and what must hold over any history. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndReason, Grant, Status } from '../../shared/grant.ts';
import type { GrantEvent } from '../../shared/grant-event.ts';
import { step } from '../../shared/lifecycle.ts';
import { events, grants, holder, lease, review, T0 } from './grant-samples.ts';

type Cell = 'same' | 'changed' | Exclude<Status, 'ended'> | `ended(${EndReason})`;

/** What a minute after T0 each event does to a grant in each status. `same`: nothing, and the very same object. */
const TABLE = {
  pending: {
    approved: 'approved',
    denied: 'ended(denied)',
    withdrawn: 'ended(withdrawn)',
    'start-requested': 'same',
    minted: 'same',
    'mint-failed': 'same',
    reviewed: 'changed',
    'extension-asked': 'same',
    'extension-reviewed': 'same',
    'extension-refused': 'same',
    extended: 'same',
    'afterwards-reviewed': 'same',
    released: 'same',
    revoked: 'ended(revoked)',
    'lease-changed': 'same',
    'time-passed': 'same',
  },
  approved: {
    approved: 'same',
    denied: 'ended(denied)',
    withdrawn: 'ended(withdrawn)',
    'start-requested': 'starting',
    minted: 'same',
    'mint-failed': 'same',
    reviewed: 'same',
    'extension-asked': 'same',
    'extension-reviewed': 'same',
    'extension-refused': 'same',
    extended: 'same',
    'afterwards-reviewed': 'same',
    released: 'same',
    revoked: 'ended(revoked)',
    'lease-changed': 'same',
    'time-passed': 'same',
  },
  starting: {
    approved: 'same',
    denied: 'same',
    withdrawn: 'same',
    'start-requested': 'same',
    minted: 'active',
    'mint-failed': 'ended(failed)',
    reviewed: 'same',
    'extension-asked': 'same',
    'extension-reviewed': 'same',
    'extension-refused': 'same',
    extended: 'same',
    'afterwards-reviewed': 'same',
    released: 'ended(released)',
    revoked: 'ended(revoked)',
    'lease-changed': 'same',
    'time-passed': 'same',
  },
  active: {
    approved: 'same',
    denied: 'same',
    withdrawn: 'same',
    'start-requested': 'same',
    minted: 'changed',
    'mint-failed': 'ended(failed)',
    reviewed: 'same',
    'extension-asked': 'same',
    'extension-reviewed': 'changed',
    'extension-refused': 'changed',
    extended: 'changed',
    'afterwards-reviewed': 'changed',
    released: 'ended(released)',
    revoked: 'ended(revoked)',
    'lease-changed': 'changed',
    'time-passed': 'same',
  },
  ended: {
    approved: 'same',
    denied: 'same',
    withdrawn: 'same',
    'start-requested': 'same',
    minted: 'same',
    'mint-failed': 'same',
    reviewed: 'same',
    'extension-asked': 'same',
    'extension-reviewed': 'same',
    'extension-refused': 'same',
    extended: 'same',
    'afterwards-reviewed': 'changed',
    released: 'same',
    revoked: 'same',
    'lease-changed': 'changed',
    'time-passed': 'same',
  },
} as const satisfies Record<Status, Record<GrantEvent['event'], Cell>>;

function cellOf(before: Grant, after: Grant): Cell {
  if (after === before) return 'same';
  if (after.status === 'ended' && before.status !== 'ended') return `ended(${after.why})`;
  return after.status === before.status ? 'changed' : (after.status as Exclude<Status, 'ended'>);
}

describe('the transition table', () => {
  for (const [status, row] of Object.entries(TABLE)) {
    for (const [event, cell] of Object.entries(row)) {
      it(`${status} · ${event} → ${cell}`, () => {
        const before = grants[status as Status];
        const [after] = step(before, events[event as GrantEvent['event']]);
        expect(cellOf(before, after)).toBe(cell);
      });
    }
  }
});

describe('reviews', () => {
  const second = { ...review, by: { id: '01JGTESTPERSN0000000000003', name: 'Second' } };
  const reviewed = (more: object) => ({ ...events.reviewed, review: { ...review, ...more } });

  it('approve only once as many have approved as are needed, for the shortest anybody allowed', () => {
    const [first] = step(grants.pending, reviewed({ durationSeconds: 600 }));
    expect(first.status).toBe('pending');
    const [after] = step(first, { ...events.reviewed, review: second });
    expect(after).toMatchObject({
      status: 'approved',
      grantedSeconds: 600,
      startBy: events.reviewed.startBy,
    });
  });
  it('end the request at the first denial, with its comment', () => {
    const [after] = step(grants.pending, reviewed({ verdict: 'deny', comment: 'Use the runbook' }));
    expect(after).toMatchObject({ status: 'ended', why: 'denied', note: 'Use the runbook' });
  });
  it('by the person who asked count for nothing, nor a second one by the same person', () => {
    expect(step(grants.pending, reviewed({ by: grants.pending.person }))[0]).toBe(grants.pending);
    const [first] = step(grants.pending, events.reviewed);
    expect(step(first, events.reviewed)[0]).toBe(first);
  });
  it('by other accounts of either count for nothing', () => {
    const owned = (ownerId: string) => ({ by: { ...second.by, ownerId } });
    expect(step(grants.pending, reviewed(owned(grants.pending.person.id)))[0]).toBe(grants.pending);
    const person = { ...grants.pending.person, ownerId: second.by.id };
    const asked = { ...grants.pending, person };
    expect(step(asked, reviewed(second))[0]).toBe(asked);
    const [first] = step(grants.pending, events.reviewed);
    expect(step(first, reviewed(owned(review.by.id)))[0]).toBe(first);
  });
  it('that come at the deadline find the request lapsed', () => {
    const [after] = step(grants.pending, { ...events.reviewed, at: grants.pending.reviewBy });
    expect(after).toMatchObject({ status: 'ended', why: 'lapsed' });
  });
});

describe('deadlines', () => {
  it('lapses a request nobody reviewed, at the deadline and not at the moment it was noticed', () => {
    const [after] = step(grants.pending, { event: 'time-passed', at: grants.pending.reviewBy + 5000 });
    expect(after).toMatchObject({ status: 'ended', why: 'lapsed', endedAt: grants.pending.reviewBy });
  });
  it('lapses an approval that comes at the very deadline', () => {
    const [after] = step(grants.pending, { ...events.approved, at: grants.pending.reviewBy });
    expect(after).toMatchObject({ status: 'ended', why: 'lapsed' });
  });
  it('lapses an approved grant that is started too late', () => {
    const [after, effects] = step(grants.approved, {
      ...events['start-requested'],
      at: grants.approved.startBy,
    });
    expect(after).toMatchObject({ status: 'ended', why: 'lapsed' });
    expect(effects).not.toContainEqual(expect.objectContaining({ effect: 'forget credentials' }));
  });
  it('expires an active grant exactly at its end and orders its credentials forgotten', () => {
    const quiet = { ...grants.active, extensions: [] };
    const early = step(quiet, { event: 'time-passed', at: quiet.expiresAt - 1 });
    expect(early[0]).toBe(quiet);
    const [after, effects] = step(grants.active, { event: 'time-passed', at: grants.active.expiresAt });
    expect(after).toMatchObject({ status: 'ended', why: 'expired', leases: [lease] });
    expect(effects).toContainEqual({ effect: 'forget credentials', grantId: grants.active.id });
  });
});

describe('lengths', () => {
  it('never lets an approval lengthen what was asked for', () => {
    const [after] = step(grants.pending, { ...events.approved, grantedSeconds: 86_400 });
    expect(after).toMatchObject({ status: 'approved', grantedSeconds: 900 });
  });
  it('never lets minting lengthen what was granted', () => {
    const [after] = step(grants.starting, { ...events.minted, expiresAt: T0 + 10 * 365 * 86_400_000 });
    expect(after).toMatchObject({ status: 'active', expiresAt: events.minted.at + 900_000 });
  });
  it('keeps the end when the same device starts again', () => {
    const other = { ...lease, id: '01JGTEST1EASE0000000000002' };
    const [after] = step(grants.active, { ...events.minted, expiresAt: T0 + 9_999_000, leases: [other] });
    expect(after).toMatchObject({ expiresAt: grants.active.expiresAt, leases: [other] });
  });
  it('never extends towards an earlier end, nor after the end', () => {
    expect(step(grants.active, { ...events.extended, expiresAt: grants.active.expiresAt })[0]).toBe(
      grants.active,
    );
    expect(step(grants.active, { ...events.extended, at: grants.active.expiresAt })[0]).toBe(grants.active);
  });
});

const anEvent: fc.Arbitrary<GrantEvent> = fc
  .tuple(
    fc.constantFrom(...Object.values(events)),
    fc.integer({ min: 0, max: 5_000_000 }),
    fc.integer({ min: 0, max: 5_000_000 }),
  )
  .map(([event, at, further]): GrantEvent => {
    if (event.event === 'minted' || event.event === 'extended')
      return { ...event, at: T0 + at, expiresAt: T0 + further };
    if (event.event === 'approved')
      return { ...event, at: T0 + at, startBy: T0 + further, grantedSeconds: 1 + Math.floor(further / 1000) };
    return { ...event, at: T0 + at };
  });

describe('any history', () => {
  it('keeps its promises over 100 seeds of 1,000 random events', () => {
    fc.assert(
      fc.property(fc.array(anEvent, { minLength: 1000, maxLength: 1000 }), (history) => {
        let grant: Grant = grants.pending;
        let asked = JSON.stringify(requestOf(grant));
        let forgotten = false;
        for (const event of history) {
          const [next, effects] = step(grant, event);
          if (grant.status === 'ended') {
            expect(next.status).toBe('ended');
            expect(effects).toEqual([]);
          }
          if (next.status === 'active' && grant.status !== 'active') {
            expect(next.expiresAt).toBeLessThanOrEqual(next.startedAt + next.durationSeconds * 1000);
            expect(next.heldBy).toEqual(holder);
          }
          if (next.status === 'ended' && (grant.status === 'active' || grant.status === 'starting')) {
            forgotten = effects.some((effect) => effect.effect === 'forget credentials');
            expect(forgotten).toBe(true);
          }
          if (next === grant) expect(effects).toEqual([]);
          expect(JSON.stringify(requestOf(next))).toBe(asked);
          asked = JSON.stringify(requestOf(next));
          grant = next;
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

function requestOf(grant: Grant): readonly unknown[] {
  return [
    grant.id,
    grant.person,
    grant.profileId,
    grant.durationSeconds,
    grant.reason,
    grant.ticket,
    grant.requestedAt,
  ];
}

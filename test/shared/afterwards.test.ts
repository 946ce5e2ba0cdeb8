/** The review after the start, within the life of a grant: who asks for it, what it can end, and what it never gives. */
import { describe, expect, it } from 'vitest';
import { pendingAfterwards } from '../../shared/afterwards.ts';
import type { Grant, Review } from '../../shared/grant.ts';
import { step } from '../../shared/lifecycle.ts';
import { afterwards, events, grants, review, T0 } from './grant-samples.ts';

const OTHER = { id: '01JGTESTPERSN0000000000003', name: 'Other' };
const looked = (grant: Grant, more: Partial<Review> = {}, at = events['afterwards-reviewed'].at): Grant =>
  step(grant, { event: 'afterwards-reviewed', at, review: { ...review, at, ...more } })[0];

describe('a look afterwards', () => {
  const announced = { needs: afterwards.needs, reviewBy: afterwards.reviewBy };
  const [starting] = step(grants.approved, { ...events['start-requested'], afterwards: announced });

  it('is asked for from the minting on, not before', () => {
    expect(pendingAfterwards(starting)).toBeNull();
    const [active] = step(starting, events.minted);
    expect(pendingAfterwards(active)).toEqual({ ...afterwards, askedAt: events['start-requested'].at });
  });

  it('is not asked for where nothing was minted, or nothing was announced', () => {
    expect(step(starting, events['mint-failed'])[0]).not.toHaveProperty('afterwards');
    const [plain] = step(step(grants.approved, events['start-requested'])[0], events.minted);
    expect(plain).not.toHaveProperty('afterwards');
  });

  it('goes on after the end, until somebody has looked', () => {
    const [over] = step(grants.active, events.released);
    expect(pendingAfterwards(over)).toEqual(afterwards);
    expect(looked(over)).toMatchObject({
      status: 'ended',
      why: 'released',
      afterwards: { outcome: 'approved' },
    });
    expect(pendingAfterwards(looked(over))).toBeNull();
  });

  it('ends at once what still runs, by an objection, and says why', () => {
    const objection = { ...review, verdict: 'deny', comment: 'No incident is open' } as const;
    const [over, effects] = step(grants.active, { ...events['afterwards-reviewed'], review: objection });
    expect(over).toMatchObject({
      status: 'ended',
      why: 'revoked',
      note: 'No incident is open',
      afterwards: { outcome: 'denied', reviews: [objection] },
    });
    expect(effects).toContainEqual({ effect: 'forget credentials', grantId: grants.active.id });
  });

  it('stays on record as an objection where it has ended, and changes nothing else', () => {
    const objected = looked(grants.ended, { verdict: 'deny', comment: 'Why?' });
    expect(objected).toMatchObject({ why: 'released', endedAt: grants.ended.endedAt, note: null });
    expect(objected).toMatchObject({ afterwards: { outcome: 'denied' } });
  });

  it('changes neither the end nor the leases where nobody objects', () => {
    const after = looked(grants.active);
    expect(after).toEqual({
      ...grants.active,
      afterwards: { ...afterwards, outcome: 'approved', reviews: [{ ...review, at: T0 + 60_000 }] },
    });
  });

  it('counts from nobody twice, never from the person themselves, nor too late', () => {
    expect(looked(grants.active, { by: grants.active.person })).toBe(grants.active);
    const over = grants.ended;
    expect(looked(over, {}, afterwards.reviewBy)).toBe(over);
    const needs = { count: 2, group: 'security' };
    const first = looked({ ...over, afterwards: { ...afterwards, needs } });
    expect(first).toMatchObject({ afterwards: { outcome: 'pending' } });
    expect(looked(first)).toBe(first);
    expect(looked(first, { by: OTHER })).toMatchObject({ afterwards: { outcome: 'approved' } });
  });

  it('goes from group to group', () => {
    const needs = { count: 1, group: 'security', then: [{ count: 1, group: 'dba' }] };
    const first = looked({ ...grants.ended, afterwards: { ...afterwards, needs } }, { group: 'security' });
    expect(first).toMatchObject({ afterwards: { outcome: 'pending', needs: { group: 'dba' } } });
    const second = looked(first, { by: OTHER, group: 'dba' });
    expect(second).toMatchObject({ afterwards: { outcome: 'approved' } });
  });

  it('has lapsed where nobody looked within its time, and stays so', () => {
    for (const grant of [grants.active, grants.ended] as const) {
      const later = { ...grant, afterwards: { ...afterwards, reviewBy: T0 + 90_000 } };
      expect(step(later, { event: 'time-passed', at: T0 + 89_999 })[0]).toBe(later);
      const [lapsed] = step(later, { event: 'time-passed', at: T0 + 90_000 });
      expect(lapsed).toMatchObject({ status: grant.status, afterwards: { outcome: 'lapsed' } });
      expect(looked(lapsed)).toBe(lapsed);
    }
  });
});

/** An extension within the life of a grant: what moves the end, and what never does. */
import { describe, expect, it } from 'vitest';
import type { Review } from '../../shared/grant.ts';
import { step } from '../../shared/lifecycle.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import { events, extension, grants, lease, review, T0 } from './grant-samples.ts';

const { active } = grants;

describe('an extension, from the asking to the end', () => {
  it('that policy refuses after all is over, the end where it was, and another may be asked for', () => {
    const [refused] = step(active, events['extension-refused']);
    expect(refused).toMatchObject({ expiresAt: active.expiresAt, extensions: [{ outcome: 'denied' }] });
    expect(pendingExtension(refused)).toBeNull();
    expect(step(refused, events['extension-refused'])[0]).toBe(refused);
    expect(pendingExtension(step(refused, events['extension-asked'])[0])).not.toBeNull();
  });

  it('moves the end once, however often it is carried out', () => {
    const [moved] = step(active, events.extended);
    expect(moved).toMatchObject({
      expiresAt: events.extended.expiresAt,
      extensions: [{ outcome: 'approved' }],
    });
    expect(step(moved, { ...events.extended, expiresAt: events.extended.expiresAt + 60_000 })[0]).toBe(moved);
  });

  it('never moves the end beyond the total', () => {
    const [moved] = step(active, { ...events.extended, expiresAt: active.latestEndAt + 1 });
    expect(moved).toMatchObject({ expiresAt: active.latestEndAt });
  });

  it('replaces the leases it has changed, and no others', () => {
    const changed = { ...lease, account: 'another' };
    const stranger = { ...lease, id: '01JGTEST1EASE0000000000009' };
    const [moved] = step(active, { ...events.extended, leases: [changed, stranger] });
    expect(moved).toMatchObject({ leases: [changed] });
    expect(step(active, events.extended)[0]).toMatchObject({ leases: active.leases });
  });

  it('waits for a review no longer once its time is over, even a moment before the grant ends', () => {
    const pending = pendingExtension(active);
    const by = { id: '01JGTESTPERSN0000000000007', name: 'Riley' };
    const at = pending?.reviewBy ?? 0;
    const late: Review = { by, at, verdict: 'approve', comment: null, durationSeconds: null };
    expect(step(active, { event: 'extension-reviewed', at, review: late })[0]).toBe(active);
  });
});

describe('an extension', () => {
  const quiet = { ...grants.active, extensions: [] };

  it('is asked for one at a time', () => {
    const [asked] = step(quiet, events['extension-asked']);
    expect(pendingExtension(asked)).toEqual(extension);
    expect(step(asked, events['extension-asked'])[0]).toBe(asked);
  });
  it('moves the end only once it is granted, and never past the latest', () => {
    const [reviewed] = step(grants.active, events['extension-reviewed']);
    expect(reviewed).toMatchObject({ expiresAt: grants.active.expiresAt });
    const [after] = step(reviewed, { ...events.extended, expiresAt: T0 + 99_000_000 });
    expect(after).toMatchObject({
      expiresAt: grants.active.latestEndAt,
      extensions: [{ outcome: 'approved' }],
    });
  });
  it('that was denied or has lapsed moves nothing', () => {
    const denial = { ...review, verdict: 'deny' as const, comment: 'No' };
    const [denied] = step(grants.active, { ...events['extension-reviewed'], review: denial });
    expect(denied).toMatchObject({ status: 'active', extensions: [{ outcome: 'denied' }] });
    expect(step(denied, events.extended)[0]).toBe(denied);
    const [lapsed] = step(grants.active, { event: 'time-passed', at: extension.reviewBy });
    expect(lapsed).toMatchObject({ status: 'active', extensions: [{ outcome: 'lapsed' }] });
    expect(step(lapsed, events['extension-reviewed'])[0]).toBe(lapsed);
  });
  it('is not reviewed by the person who asked', () => {
    const own = { ...review, by: grants.active.person };
    expect(step(grants.active, { ...events['extension-reviewed'], review: own })[0]).toBe(grants.active);
  });
  it('that is pending when the grant ends has lapsed', () => {
    expect(step(grants.active, events.released)[0]).toMatchObject({ extensions: [{ outcome: 'lapsed' }] });
  });
});

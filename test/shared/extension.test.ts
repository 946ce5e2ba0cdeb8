/** An extension within the life of a grant: what moves the end, and what never does. */
import { describe, expect, it } from 'vitest';
import type { Review } from '../../shared/grant.ts';
import { step } from '../../shared/lifecycle.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import { events, grants, lease } from './grant-samples.ts';

const { active } = grants;

describe('an extension', () => {
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

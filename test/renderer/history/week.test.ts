import { describe, expect, it } from 'vitest';
import { summariseWeek } from '../../../renderer/history/week.ts';
import { makeReceipt } from '../harness/make-grants.ts';
import { HOUR_MS, makeActive, makePending, MINUTE_MS } from '../harness/make-snapshot.ts';

const now = Date.UTC(2026, 10, 24, 14, 0);
const used = (agoMs: number, lengthMs: number, number = 50) =>
  makeReceipt({ endedAt: now - agoMs, startedAt: now - agoMs - lengthMs, number });

describe('summariseWeek', () => {
  it('adds up what was elevated', () => {
    const week = summariseWeek([used(HOUR_MS, HOUR_MS), used(5 * HOUR_MS, 2 * HOUR_MS, 51)], [], now);
    expect(week.elevatedMs).toBe(3 * HOUR_MS);
    expect(week.spared).toBe(98);
  });

  it('counts time once where two grants overlap', () => {
    const week = summariseWeek([used(HOUR_MS, HOUR_MS), used(90 * MINUTE_MS, HOUR_MS, 51)], [], now);
    expect(week.elevatedMs).toBe(90 * MINUTE_MS);
    expect(week.stretches).toHaveLength(1);
  });

  it('counts what is active until now, and nothing of what waits', () => {
    const live = [makeActive(now, { lengthMs: HOUR_MS, leftMs: 20 * MINUTE_MS }), makePending(now)];
    expect(summariseWeek([], live, now).elevatedMs).toBe(40 * MINUTE_MS);
  });

  it('counts what has ended since the clock was last read', () => {
    expect(summariseWeek([used(-5_000, 10_000)], [], now).elevatedMs).toBe(10_000);
  });

  it('leaves out what never started, and what lies before the week', () => {
    const denied = makeReceipt({ endedAt: now - HOUR_MS, startedAt: null, why: 'denied' });
    const old = used(200 * HOUR_MS, HOUR_MS, 52);
    const straddling = used(167 * HOUR_MS, 3 * HOUR_MS, 53);
    expect(summariseWeek([denied, old, straddling], [], now).elevatedMs).toBe(HOUR_MS);
  });

  it('never claims the whole week where a minute was elevated', () => {
    expect(summariseWeek([used(HOUR_MS, MINUTE_MS)], [], now).spared).toBe(99);
    expect(summariseWeek([], [], now).spared).toBe(100);
  });

  it('knows the midnights within the week', () => {
    expect(summariseWeek([], [], now).days).toHaveLength(7);
  });
});

/** Three witnesses of an end; each alone is enough, and none can be talked out of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDeadline, remainingMs, whatEnds, type ClockReading } from '../../shared/deadline.ts';

const WALL = Date.UTC(2026, 0, 5, 12, 0, 0);
const sent: ClockReading = { wallAt: WALL, bootMs: 1_000_000, bootId: 'boot-1' };
const deadline = makeDeadline(sent, 900, WALL + 900_000, WALL);

/** A reading `wallMs` and `bootMs` after the request was sent. */
function later(wallMs: number, bootMs: number, bootId = 'boot-1'): ClockReading {
  return { wallAt: sent.wallAt + wallMs, bootMs: sent.bootMs + bootMs, bootId };
}

describe('whatEnds', () => {
  it('is quiet while every clock says there is time', () => {
    expect(whatEnds(deadline, later(899_999, 899_999), WALL)).toBeNull();
  });
  it('hears the wall clock when only it says over', () => {
    expect(whatEnds(deadline, later(900_000, 10), WALL)).toBe('wall-clock');
  });
  it('hears the boot clock when the wall clock was set back', () => {
    expect(whatEnds(deadline, later(-86_400_000, 900_000), WALL)).toBe('boot-clock');
  });
  it('hears a clock set back across a reboot', () => {
    expect(whatEnds(deadline, { wallAt: WALL + 100_000, bootMs: 5, bootId: 'boot-2' }, WALL + 100_001)).toBe(
      'clock-set-back',
    );
  });
  it('trusts an honest clock after a reboot', () => {
    expect(
      whatEnds(deadline, { wallAt: WALL + 100_000, bootMs: 5, bootId: 'boot-2' }, WALL + 99_999),
    ).toBeNull();
  });
  it('follows the broker when this computer is an hour slow', () => {
    const slow = makeDeadline(sent, 900, WALL + 3_600_000 + 900_000, WALL + 3_600_000);
    expect(whatEnds(slow, later(899_999, 0), WALL)).toBeNull();
    expect(whatEnds(slow, later(900_000, 0), WALL)).toBe('wall-clock');
  });
});

describe('delay', () => {
  it('only ever shortens: a slow answer takes its time off the grant', () => {
    // The broker started the clock 3 s after the request was sent.
    const slow = makeDeadline(sent, 900, WALL + 3000 + 900_000, WALL + 3000);
    expect(remainingMs(slow, later(3000, 3000), WALL)).toBe(897_000);
  });
  it('never leaves more than was granted, whatever the clocks', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.nat(2_000_000),
        fc.nat(2_000_000),
        (skew, delay, wall, boot) => {
          const made = makeDeadline(sent, 900, WALL + skew + delay + 900_000, WALL + skew + delay);
          expect(remainingMs(made, later(wall, boot), WALL)).toBeLessThanOrEqual(Math.max(0, 900_000 - boot));
          expect(remainingMs(made, later(wall, boot), WALL)).toBeLessThanOrEqual(Math.max(0, 900_000 - wall));
        },
      ),
    );
  });
  it('agrees with whatEnds about being over', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000_000, max: 2_000_000 }),
        fc.nat(2_000_000),
        fc.boolean(),
        (wall, boot, rebooted) => {
          const now = later(wall, boot, rebooted ? 'boot-2' : 'boot-1');
          expect(remainingMs(deadline, now, WALL) === 0).toBe(whatEnds(deadline, now, WALL) !== null);
        },
      ),
    );
  });
});

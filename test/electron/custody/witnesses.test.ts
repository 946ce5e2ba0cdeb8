// For each of the three clocks a grant that only it ends: the others, asked alone, would let it go on.
import { describe, expect, it } from 'vitest';
import { whatEnds } from '../../../shared/deadline.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import { inKeychain, makeCustody, makeIntake, makeSecret, settle, type Custody } from './make-custody.ts';

async function hold(): Promise<Custody> {
  const custody = makeCustody();
  await custody.custodian.take(makeIntake(custody.clock), makeSecret());
  return custody;
}

const now = ({ clock, custodian }: Custody, highWaterAt = 0): string | null =>
  whatEnds(custodian.holdings()[0]!.deadline, clock.read(), highWaterAt);

describe('the three witnesses', () => {
  it('ends by the wall clock alone', async () => {
    const custody = await hold();
    custody.clock.setWall(custody.clock.read().wallAt + 900_000);
    await settle();
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.overs).toMatchObject([{ source: 'time' }]);
  });

  it('ends by the boot clock alone, while the wall clock is held back', async () => {
    const custody = await hold();
    custody.clock.setWall(custody.clock.read().wallAt - 3_600_000);
    custody.clock.advanceBoot(899_999);
    custody.heartbeat.beat();
    await settle();
    expect(inKeychain(custody)).toEqual(['stint-L1']);
    custody.clock.advanceBoot(1);
    expect(now(custody)).toBe('boot-clock');
    custody.heartbeat.beat();
    await settle();
    expect(inKeychain(custody)).toEqual([]);
  });

  it('ends because the clock was set back across a reboot', async () => {
    const first = await hold();
    for (let second = 0; second < 60; second += 1) {
      first.clock.advance(1000);
      first.heartbeat.beat();
      await settle();
    }
    // Back to a moment at which neither the wall clock nor, in another boot, the boot clock ends it.
    first.clock.setWall(first.clock.read().wallAt - 30_000);
    first.clock.reboot();
    expect(now(first)).toBe(null);
    const { clock, keychain } = first;
    const second = makeCustody({ clock, keychain, lines: createFakeLines(first.lines.written()) });
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual([]);
    expect(second.overs).toMatchObject([{ source: 'time' }]);
  });

  it('goes on across a reboot when the clock went on', async () => {
    const first = await hold();
    first.clock.suspend(60_000);
    first.clock.reboot();
    const { clock, keychain } = first;
    const second = makeCustody({ clock, keychain, lines: createFakeLines(first.lines.written()) });
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual(['stint-L1']);
    expect(second.custodian.remainingMs('G1')).toBe(840_000);
  });

  it('writes the high-water mark at most every 15 seconds, and only while something is held', async () => {
    const custody = await hold();
    const marks = (): number =>
      custody.lines.written().filter((line) => (line as { kind: string }).kind === 'high-water').length;
    for (let second = 0; second < 60; second += 1) {
      custody.clock.advance(1000);
      custody.heartbeat.beat();
      await settle();
    }
    expect(marks()).toBe(4);
    await custody.custodian.wipe('G1', 'window');
    custody.clock.advance(60_000);
    await custody.custodian.sweep();
    expect(marks()).toBe(4);
  });
});

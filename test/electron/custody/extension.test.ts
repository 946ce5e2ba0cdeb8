// A later end in custody: one line first, then every witness; whatever is in doubt keeps the earlier end.
import { describe, expect, it } from 'vitest';
import { laterBy } from '../../../shared/deadline.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import {
  inKeychain,
  kinds,
  makeCustody,
  makeIntake,
  makeSecret,
  settle,
  type Custody,
} from './make-custody.ts';

const MORE_MS = 600_000;

async function hold(): Promise<Custody> {
  const custody = makeCustody();
  for (const leaseId of ['L1', 'L2']) {
    await custody.custodian.take(makeIntake(custody.clock, { leaseId }), makeSecret());
  }
  return custody;
}

const later = ({ custodian }: Custody) => laterBy(custodian.holdings()[0]!.deadline, MORE_MS);

describe('a later end', () => {
  it('is one journal line for all that is held, and no write of the keychain', async () => {
    const custody = await hold();
    const before = custody.lines.written().length;
    const calls = custody.keychain.calls.length;
    expect(await custody.custodian.extend('G1', later(custody))).toEqual({ ok: true });
    expect(kinds(custody.lines.written().slice(before))).toEqual(['extended']);
    expect(custody.keychain.calls.slice(calls)).toEqual([]);
    expect(custody.custodian.remainingMs('G1')).toBe(1_500_000);
  });

  it('counts once its line is on disk, and not before', async () => {
    const custody = await hold();
    const extending = custody.custodian.extend('G1', later(custody));
    expect(custody.custodian.remainingMs('G1')).toBe(900_000);
    await extending;
    expect(custody.custodian.remainingMs('G1')).toBe(1_500_000);
  });

  it('moves the wall clock’s and the boot clock’s end alike', async () => {
    for (const pass of ['wall', 'boot'] as const) {
      const custody = await hold();
      await custody.custodian.extend('G1', later(custody));
      const advance = (ms: number): void => {
        if (pass === 'boot') custody.clock.advanceBoot(ms);
        else custody.clock.setWall(custody.clock.read().wallAt + ms);
        custody.heartbeat.beat();
      };
      if (pass === 'boot') custody.clock.setWall(custody.clock.read().wallAt - 3_600_000);
      advance(1_499_000);
      await settle();
      expect(inKeychain(custody), pass).toHaveLength(2);
      advance(1000);
      await settle();
      expect(inKeychain(custody), pass).toEqual([]);
    }
  });

  it('still ends because the clock was set back across a reboot', async () => {
    const first = await hold();
    await first.custodian.extend('G1', later(first));
    first.clock.setWall(first.clock.read().wallAt - 30_000);
    first.clock.reboot();
    const { clock, keychain } = first;
    const second = makeCustody({ clock, keychain, lines: createFakeLines(first.lines.written()) });
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual([]);
  });

  it('counts after a restart, and ends there', async () => {
    const first = await hold();
    await first.custodian.extend('G1', later(first));
    const { clock, keychain } = first;
    clock.suspend(1_000_000);
    const second = makeCustody({ clock, keychain, lines: createFakeLines(first.lines.written()) });
    await second.custodian.recover();
    expect(second.custodian.remainingMs('G1')).toBe(500_000);
    clock.advance(500_000);
    await settle();
    expect(inKeychain(second)).toEqual([]);
    expect(second.overs).toMatchObject([{ source: 'time' }]);
  });

  it('is not kept where the disk refuses: the earlier end stays', async () => {
    const custody = await hold();
    custody.lines.refuse(new Error('ENOSPC'));
    expect(await custody.custodian.extend('G1', later(custody))).toMatchObject({ error: { kind: 'disk' } });
    expect(custody.custodian.remainingMs('G1')).toBe(900_000);
  });

  it('is for nothing that is over, being wiped, or not held at all', async () => {
    const custody = await hold();
    const deadline = later(custody);
    const over = { ok: false, error: { kind: 'over-already' } };
    expect(await custody.custodian.extend('G9', deadline)).toEqual(over);
    custody.clock.advanceBoot(900_000);
    expect(await custody.custodian.extend('G1', deadline)).toEqual(over);
    await settle();
    custody.heartbeat.beat();
    await settle();
    expect(inKeychain(custody)).toEqual([]);
    expect(await custody.custodian.extend('G1', deadline)).toEqual(over);
    expect(kinds(custody.lines.written())).not.toContain('extended');
  });

  it('does not revive what is wiped while its line is being written', async () => {
    const custody = await hold();
    const extending = custody.custodian.extend('G1', later(custody));
    const wiping = custody.custodian.wipe('G1', 'window');
    expect(await extending).toEqual({ ok: false, error: { kind: 'over-already' } });
    await wiping;
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.custodian.holdings()).toEqual([]);
  });
});

// A credential that is held: lent for the length of a use, and over by whichever of timer and heartbeat sees it first.
import { describe, expect, it, vi } from 'vitest';
import { CANARY, inKeychain, makeCustody, makeIntake, makeSecret, settle, zeros } from './make-custody.ts';

describe('using', () => {
  it('lends the secret for the length of the use, and zeros it', async () => {
    const { custodian, clock } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    let kept: Buffer | null = null;
    const used = await custodian.use('L1', (secret, { username }) => {
      kept = secret;
      return `${username}:${secret.toString()}`;
    });
    expect(used).toEqual({ ok: true, value: `stint_x:${CANARY}` });
    expect(zeros(kept!)).toBe(true);
  });

  it('zeros the secret when the use fails', async () => {
    const { custodian, clock, keychain } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    await expect(custodian.use('L1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(keychain.lent.every(zeros)).toBe(true);
  });

  it('lends nothing after the end, though nothing has swept yet', async () => {
    const { custodian, clock, keychain } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    clock.suspend(900_000);
    const use = vi.fn();
    expect(await custodian.use('L1', use)).toEqual({ ok: false, error: { kind: 'not-held' } });
    expect(use).not.toHaveBeenCalled();
    expect(keychain.lent.every(zeros)).toBe(true);
  });

  it('lends nothing when it ends while the keychain answers', async () => {
    const { custodian, clock, keychain } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    keychain.before(() => {
      clock.suspend(900_000);
    });
    const use = vi.fn();
    expect(await custodian.use('L1', use)).toEqual({ ok: false, error: { kind: 'not-held' } });
    expect(use).not.toHaveBeenCalled();
    expect(keychain.lent.every(zeros)).toBe(true);
  });

  it('says not-held for a lease it does not know, and asks no keychain', async () => {
    const { custodian, keychain } = makeCustody();
    expect(await custodian.use('L9', vi.fn())).toEqual({ ok: false, error: { kind: 'not-held' } });
    expect(keychain.calls).toEqual([]);
  });

  it('passes on that the keychain is locked', async () => {
    const { custodian, clock, keychain } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    keychain.refuse({ kind: 'locked' });
    expect(await custodian.use('L1', vi.fn())).toEqual({ ok: false, error: { kind: 'locked' } });
  });
});

describe('the end', () => {
  it('wipes by the timer, without any heartbeat', async () => {
    const custody = makeCustody();
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    custody.clock.advance(899_000);
    await settle();
    expect(inKeychain(custody)).toEqual(['stint-L1']);
    custody.clock.advance(1000);
    await settle();
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.overs).toMatchObject([{ source: 'time' }]);
    expect(custody.clock.timers()).toBe(0);
  });

  it('wipes by the heartbeat, without any timer', async () => {
    const custody = makeCustody();
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    custody.clock.suspend(900_000);
    expect(inKeychain(custody)).toEqual(['stint-L1']);
    custody.heartbeat.beat();
    await settle();
    expect(inKeychain(custody)).toEqual([]);
  });

  it('wipes 50 that end at the same second, each once', async () => {
    const custody = makeCustody();
    for (let one = 0; one < 50; one += 1) {
      const name = String(one);
      await custody.custodian.take(
        makeIntake(custody.clock, { leaseId: `L${name}`, grantId: `G${name}` }),
        makeSecret(),
      );
    }
    custody.clock.advance(900_000);
    await vi.waitFor(() => {
      expect(inKeychain(custody)).toEqual([]);
    });
    expect(custody.keychain.calls.filter(({ method }) => method === 'delete')).toHaveLength(50);
    expect(custody.overs).toHaveLength(50);
  });

  it('beats and holds a timer only while something is in custody', async () => {
    const { custodian, clock, heartbeat } = makeCustody();
    await custodian.recover();
    expect([heartbeat.beating(), clock.timers()]).toEqual([false, 0]);
    await custodian.take(makeIntake(clock), makeSecret());
    expect([heartbeat.beating(), clock.timers()]).toEqual([true, 1]);
    await custodian.wipe('G1', 'window');
    expect([heartbeat.beating(), clock.timers()]).toEqual([false, 0]);
  });

  it('sweeps without a call to the keychain when nothing is due', async () => {
    const { custodian, clock, keychain } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    const before = keychain.calls.length;
    await custodian.sweep();
    await custodian.sweep();
    expect(keychain.calls).toHaveLength(before);
  });
});

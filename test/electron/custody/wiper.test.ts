// Wiping: said only after a read-back, once, in spite of a keychain, a disk or a listener that fails.
import { describe, expect, it, vi } from 'vitest';
import type { KeychainError } from '../../../electron/ports/keychain.ts';
import { inKeychain, kinds, makeCustody, makeIntake, makeSecret, settle, zeros } from './make-custody.ts';

describe('wiping', () => {
  it('wipes by journal, delete, read-back, journal, and gives the proof', async () => {
    const custody = makeCustody();
    const { custodian, clock, keychain, lines, overs } = custody;
    await custodian.take(makeIntake(clock), makeSecret());
    const order: string[] = [];
    lines.after((line) => void order.push(`line ${(line as { kind: string }).kind}`));
    keychain.after((method) => void order.push(method));
    const wipedAt = clock.read().wallAt;
    const proof = {
      leaseId: 'L1',
      targetName: 'billing',
      custody: { custody: 'wiped', wipedAt, readBack: 'absent' },
    };
    expect(await custodian.wipe('G1', 'tray-menu')).toEqual([proof]);
    expect(order).toEqual(['line wiping', 'delete', 'read', 'line wiped']);
    expect(inKeychain(custody)).toEqual([]);
    expect(custodian.proofs('G1')).toEqual([proof]);
    expect(custodian.remainingMs('G1')).toBe(0);
    expect(overs).toEqual([{ grantId: 'G1', source: 'tray-menu', at: wipedAt }]);
  });

  it('wipes a grant once, however often it is asked', async () => {
    const { custodian, clock, keychain, overs } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    await Promise.all([
      custodian.wipe('G1', 'window'),
      custodian.wipe('all', 'quit'),
      custodian.sweep(),
      custodian.wipe('G1', 'broker'),
    ]);
    await custodian.wipe('G1', 'window');
    expect(keychain.calls.filter(({ method }) => method === 'delete')).toHaveLength(1);
    expect(overs).toHaveLength(1);
  });

  it('tries a refused wipe once, however many ask for it at the same time', async () => {
    const { custodian, clock, keychain } = makeCustody();
    await custodian.take(makeIntake(clock), makeSecret());
    keychain.refuse({ kind: 'locked' });
    await Promise.all([custodian.wipe('G1', 'window'), custodian.wipe('all', 'quit')]);
    expect(keychain.calls.filter(({ method }) => method === 'delete')).toHaveLength(1);
  });

  it('wipes although the disk refuses every line', async () => {
    const custody = makeCustody();
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    custody.lines.refuse(new Error('ENOSPC'));
    await custody.custodian.wipe('G1', 'window');
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.custodian.proofs('G1')).toMatchObject([{ custody: { custody: 'wiped' } }]);
  });

  it('does not say wiped while the read-back finds it', async () => {
    const custody = makeCustody();
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    custody.keychain.lieAboutDeleting(true);
    await custody.custodian.wipe('G1', 'window');
    expect(custody.custodian.proofs('G1')).toMatchObject([{ custody: { custody: 'wipe-pending' } }]);
    expect(kinds(custody.lines.written())).not.toContain('wiped');
    expect(custody.keychain.lent.every(zeros)).toBe(true);
    custody.keychain.lieAboutDeleting(false);
    await custody.custodian.sweep();
    expect(custody.custodian.proofs('G1')).toMatchObject([{ custody: { custody: 'wiped' } }]);
  });

  it.each<KeychainError>([
    { kind: 'missing' },
    { kind: 'locked' },
    { kind: 'not-answering' },
    { kind: 'failing' },
  ])('is wipe-pending while the keychain is $kind, and tries again with growing pauses', async (error) => {
    const custody = makeCustody();
    const { custodian, clock, keychain, heartbeat } = custody;
    await custodian.take(makeIntake(clock), makeSecret());
    keychain.refuse(error);
    const since = clock.read().wallAt;
    const [proof] = await custodian.wipe('G1', 'window');
    expect(proof?.custody).toMatchObject({ custody: 'wipe-pending', since });
    const tries = (): number => keychain.calls.filter(({ method }) => method === 'delete').length;
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1000);
      heartbeat.beat();
      await settle();
    }
    // After 1, 2, 4 and 8 seconds, then every ten: 1, 3, 7, 15, 25, 35, 45, 55.
    expect(tries()).toBe(9);
    keychain.work();
    clock.advance(10_000);
    heartbeat.beat();
    await settle();
    expect(inKeychain(custody)).toEqual([]);
    expect(custodian.holdings()).toEqual([]);
    expect(heartbeat.beating()).toBe(false);
  });

  it('tries again at once when somebody asks for a sweep', async () => {
    const custody = makeCustody();
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    custody.keychain.refuse({ kind: 'locked' });
    await custody.custodian.wipe('G1', 'window');
    custody.keychain.work();
    await custody.custodian.sweep();
    expect(inKeychain(custody)).toEqual([]);
  });

  it('goes on wiping when a listener fails', async () => {
    const custody = makeCustody();
    const seen: unknown[] = [];
    const collect = (cause: unknown): void => void seen.push(cause);
    process.prependOnceListener('uncaughtException', collect);
    const others = process.listeners('uncaughtException').filter((one) => one !== collect);
    for (const one of others) process.removeListener('uncaughtException', one);
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    custody.custodian.onOver(() => {
      throw new Error('a bug elsewhere');
    });
    await custody.custodian.wipe('G1', 'window');
    await vi.waitFor(() => {
      expect(seen).toHaveLength(1);
    });
    for (const one of others) process.on('uncaughtException', one);
    expect(inKeychain(custody)).toEqual([]);
  });
});

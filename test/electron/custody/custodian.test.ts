import { describe, expect, it, vi } from 'vitest';
import type { KeychainError } from '../../../electron/ports/keychain.ts';
import { CANARY, inKeychain, makeCustody, makeIntake, makeSecret, settle, SERVICE } from './make-custody.ts';

const zeros = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);
const kinds = (lines: readonly unknown[]): unknown[] => lines.map((line) => (line as { kind: unknown }).kind); // Lines of ours have a kind.

describe('taking', () => {
  it('holds a credential after journal, keychain and read-back, in this order', async () => {
    const custody = makeCustody();
    const { custodian, clock, keychain, lines } = custody;
    const order: string[] = [];
    lines.after((line) => void order.push(`line ${(line as { kind: string }).kind}`));
    keychain.after((method) => void order.push(method));
    const secret = makeSecret();
    expect(await custodian.take(makeIntake(clock), secret)).toEqual({ ok: true });
    expect(order).toEqual(['line will-hold', 'write', 'read', 'line held']);
    expect(inKeychain(custody)).toEqual(['stint-L1']);
    expect(custodian.holdings()).toMatchObject([{ leaseId: 'L1', custody: { custody: 'held' } }]);
    expect(custodian.remainingMs('G1')).toBe(900_000);
    expect(zeros(secret)).toBe(true);
    expect(keychain.lent.every(zeros)).toBe(true);
    expect(JSON.stringify(lines.written())).not.toContain(CANARY);
  });

  it('refuses what is over already, and writes nothing', async () => {
    const custody = makeCustody();
    const secret = makeSecret();
    const intake = makeIntake(custody.clock, { seconds: 0 });
    const taken = await custody.custodian.take(intake, secret);
    expect(taken).toEqual({ ok: false, error: { kind: 'over-already' } });
    expect(custody.keychain.calls).toEqual([]);
    expect(custody.lines.written()).toEqual([]);
    expect(zeros(secret)).toBe(true);
  });

  it('holds nothing when the disk refuses the first line', async () => {
    const custody = makeCustody();
    custody.lines.refuse(new Error('ENOSPC'));
    const secret = makeSecret();
    const taken = await custody.custodian.take(makeIntake(custody.clock), secret);
    expect(taken).toMatchObject({ ok: false, error: { kind: 'disk' } });
    expect(custody.keychain.calls).toEqual([]);
    expect(custody.custodian.holdings()).toEqual([]);
    expect(zeros(secret)).toBe(true);
  });

  it('takes the secret out again when the disk refuses the second line', async () => {
    const custody = makeCustody();
    custody.keychain.after((method) => {
      if (method === 'read') custody.lines.refuse(new Error('ENOSPC'));
    });
    const taken = await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    expect(taken).toMatchObject({ ok: false, error: { kind: 'disk' } });
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.custodian.holdings()).toEqual([]);
  });

  const refusals: readonly KeychainError[] = [
    { kind: 'missing' },
    { kind: 'locked' },
    { kind: 'not-answering' },
    { kind: 'failing' },
  ];
  it.each(refusals)('tells that the keychain is $kind at the write, and holds nothing', async (error) => {
    const custody = makeCustody();
    custody.keychain.refuse(error, ['write']);
    const secret = makeSecret();
    expect(await custody.custodian.take(makeIntake(custody.clock), secret)).toEqual({ ok: false, error });
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.custodian.holdings()).toEqual([]);
    expect(custody.heartbeat.beating()).toBe(false);
    expect(zeros(secret)).toBe(true);
    expect(kinds(custody.lines.written()).at(-1)).toMatch(/^(?:refused|wiped)$/u);
  });

  it.each(refusals)('takes it out again when the keychain is $kind at the read-back', async (error) => {
    const custody = makeCustody();
    custody.keychain.after((method) => {
      if (method === 'write') custody.keychain.refuse(error, ['read']);
      if (method === 'delete') custody.keychain.work();
    });
    expect(await custody.custodian.take(makeIntake(custody.clock), makeSecret())).toEqual({
      ok: false,
      error,
    });
    expect(inKeychain(custody)).toEqual([]);
    expect(kinds(custody.lines.written())).toEqual(['will-hold', 'wiping', 'wiped']);
  });

  it.each(refusals)('keeps trying to take it out while the keychain is $kind', async (error) => {
    const custody = makeCustody();
    custody.keychain.after((method) => {
      if (method === 'write') custody.keychain.refuse(error);
    });
    expect(await custody.custodian.take(makeIntake(custody.clock), makeSecret())).toEqual({
      ok: false,
      error,
    });
    expect(custody.custodian.holdings()).toMatchObject([{ custody: { custody: 'wipe-pending' } }]);
    custody.keychain.work();
    await custody.custodian.sweep();
    expect(inKeychain(custody)).toEqual([]);
    expect(custody.custodian.holdings()).toEqual([]);
  });

  it('refuses a read-back that is not what was written', async () => {
    const custody = makeCustody();
    custody.keychain.after((method) => {
      if (method === 'write') custody.keychain.put(SERVICE, 'stint-L1', Buffer.from('other'));
    });
    const taken = await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    expect(taken).toMatchObject({ ok: false, error: { kind: 'failing' } });
    expect(inKeychain(custody)).toEqual([]);
  });

  it.each(['will-hold', 'write', 'read', 'held'])(
    'holds nothing when the grant is ended during the step "%s"',
    async (step) => {
      const custody = makeCustody();
      const { custodian, keychain, lines } = custody;
      let wiping: Promise<unknown> = Promise.resolve();
      // The step itself is slow: a wipe that did not wait for it would be through before the secret is even written.
      const end = async (now: string): Promise<void> => {
        if (now !== step) return;
        wiping = custodian.wipe('G1', 'window');
        await settle();
      };
      lines.before((line) => end((line as { kind: string }).kind));
      keychain.before((method) => end(method));
      await custodian.take(makeIntake(custody.clock), makeSecret());
      await wiping;
      expect(inKeychain(custody)).toEqual([]);
      expect(custodian.holdings()).toEqual([]);
      expect(custody.overs).toHaveLength(1);
    },
  );

  it('takes nothing more for a grant that has ended here', async () => {
    const custody = makeCustody();
    await custody.custodian.take(makeIntake(custody.clock), makeSecret());
    await custody.custodian.wipe('G1', 'window');
    const taken = await custody.custodian.take(makeIntake(custody.clock, { leaseId: 'L2' }), makeSecret());
    expect(taken).toEqual({ ok: false, error: { kind: 'over-already' } });
  });
});

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

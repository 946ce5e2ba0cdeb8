// Taking a credential: held after journal, keychain and read-back in this order, or not at all.
import { describe, expect, it } from 'vitest';
import type { KeychainError } from '../../../electron/ports/keychain.ts';
import {
  CANARY,
  inKeychain,
  kinds,
  makeCustody,
  makeIntake,
  makeSecret,
  settle,
  SERVICE,
  zeros,
} from './make-custody.ts';

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

// What comes late: an end while the keychain was writing, an item that lands after its write was given up, a line that was on its way.
import { describe, expect, it } from 'vitest';
import { inKeychain, kinds, makeCustody, makeIntake, makeSecret, SERVICE, settle } from './make-custody.ts';

describe('a taking that is overtaken', () => {
  it('holds nothing where its time ran out while the keychain was writing and no timer fired', async () => {
    const { clock, keychain, custodian, lines } = makeCustody();
    await custodian.recover();
    keychain.after((method) => {
      if (method === 'write') clock.suspend(1_000_000);
    });
    const taken = await custodian.take(makeIntake(clock), makeSecret());
    expect(taken).toEqual({ ok: false, error: { kind: 'over-already' } });
    expect(inKeychain({ keychain })).toEqual([]);
    expect(kinds(lines.written())).not.toContain('held');
  });

  it.each(['not-answering', 'failing'] as const)(
    'wipes an item that lands after its write was given up: %s',
    async (kind) => {
      const { clock, keychain, custodian, heartbeat } = makeCustody();
      await custodian.recover();
      keychain.refuse({ kind });
      expect(await custodian.take(makeIntake(clock), makeSecret())).toMatchObject({ ok: false });
      keychain.put(SERVICE, 'stint-L1', makeSecret());
      keychain.work();
      clock.advance(10_000);
      heartbeat.beat();
      await settle();
      expect(inKeychain({ keychain })).toEqual([]);
    },
  );
});

describe('a wipe', () => {
  it('takes away the word "held" at once, before anything has been written', async () => {
    const { clock, custodian } = makeCustody();
    await custodian.recover();
    await custodian.take(makeIntake(clock), makeSecret());
    const wiped = custodian.wipe('G1', 'window');
    expect(custodian.holdings().map(({ custody }) => custody.custody)).toEqual(['wiping']);
    await wiped;
  });

  it('is done again at the next start where the item has come back since', async () => {
    const first = makeCustody();
    await first.custodian.recover();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    await first.custodian.wipe('G1', 'window');
    // A keychain that was put back from a copy.
    first.keychain.put(SERVICE, 'stint-L1', makeSecret());
    const next = makeCustody(first);
    await next.custodian.recover();
    expect(inKeychain(next)).toEqual([]);
  });
});

describe('a journal that is written anew', () => {
  it('loses no line that was on its way', async () => {
    const { clock, custodian, lines } = makeCustody();
    await custodian.recover();
    let go: () => void = () => undefined;
    lines.after(async (line) => {
      // On disk already, and not yet told.
      if ((line as { leaseId?: string; kind: string }).leaseId !== 'last') return;
      lines.after(() => undefined);
      await new Promise<void>((resolve) => (go = resolve));
    });
    const takeAndWipe = async (n: number): Promise<void> => {
      const name = String(n);
      await custodian.take(makeIntake(clock, { leaseId: name, grantId: name }), makeSecret());
      await custodian.wipe(name, 'window');
    };
    for (let n = 0; n < 49; n += 1) await takeAndWipe(n);
    const last = custodian.take(makeIntake(clock, { leaseId: 'last', grantId: 'last' }), makeSecret());
    await settle();
    await takeAndWipe(50);
    await takeAndWipe(51);
    expect(JSON.stringify(lines.written())).toContain('"last"');
    go();
    expect(await last).toEqual({ ok: true });
  });
});

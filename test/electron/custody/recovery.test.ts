import { describe, expect, it } from 'vitest';
import { replay } from '../../../electron/custody/replay.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import {
  inKeychain,
  makeCustody,
  makeIntake,
  makeSecret,
  SERVICE,
  settle,
  type Custody,
} from './make-custody.ts';

const never = (): Promise<void> => new Promise(() => undefined);

/** Lets the process "die" (nothing after it ever happens) before or after its n-th step; a step is a line or a call to the keychain. */
function dieAt({ keychain, lines }: Custody, n: number, when: 'before' | 'after'): { died: () => boolean } {
  let steps = 0;
  let dead = false;
  const step = (): Promise<void> | void => {
    if (dead) return never();
    if (steps === n) {
      dead = true;
      return never();
    }
    steps += 1;
    return undefined;
  };
  keychain[when](step);
  lines[when](step);
  return { died: () => dead };
}

/** The next process on the same computer: same keychain, same disk. */
function restart({ clock, keychain, lines }: Custody): Custody {
  keychain.before(() => undefined);
  keychain.after(() => undefined);
  return makeCustody({ clock, keychain, lines: createFakeLines(lines.written()) });
}

const points = Array.from({ length: 9 }, (_, n) => n).flatMap((n) => [
  [n, 'before' as const] as const,
  [n, 'after' as const] as const,
]);

describe('recovery', () => {
  it.each(points)('leaves no secret without a line after dying at step %i (%s)', async (n, when) => {
    const first = makeCustody();
    const { died } = dieAt(first, n, when);
    // Steps: will-hold, write, read, held; wiping, delete, read, wiped.
    void (async (): Promise<void> => {
      await first.custodian.take(makeIntake(first.clock), makeSecret());
      await first.custodian.wipe('G1', 'window');
    })();
    await settle();
    expect(died()).toBe(n < 8);

    const known = replay(first.lines.written()).entries.get('L1')?.phase;
    const secretBefore = inKeychain(first).length > 0;
    if (secretBefore) expect(known).toMatch(/^(?:will-hold|held|wiping)$/u);

    const second = restart(first);
    await second.custodian.recover();
    await settle();
    if (known === 'held') {
      expect(second.custodian.holdings()).toMatchObject([{ custody: { custody: 'held' } }]);
      expect(inKeychain(second)).toEqual(['stint-L1']);
    } else {
      expect(second.custodian.holdings()).toEqual([]);
      expect(inKeychain(second)).toEqual([]);
    }
    const left = [...replay(second.lines.written()).entries.values()].map(({ phase }) => phase);
    expect(left.every((phase) => phase === 'wiped' || phase === 'held')).toBe(true);
  });

  it('gives the whole grant up when one of its credentials was half taken', async () => {
    const first = makeCustody();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    dieAt(first, 1, 'after');
    void first.custodian.take(makeIntake(first.clock, { leaseId: 'L2' }), makeSecret());
    await settle();
    expect(inKeychain(first)).toHaveLength(2);
    const second = restart(first);
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual([]);
    expect(second.overs).toMatchObject([{ grantId: 'G1', source: 'sweep' }]);
  });

  it('wipes what has ended while nothing was running, before anything is shown', async () => {
    const first = makeCustody();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    first.clock.suspend(900_000);
    const second = restart(first);
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual([]);
    expect(second.overs).toMatchObject([{ source: 'time' }]);
    expect(second.custodian.proofs('G1')).toMatchObject([{ custody: { custody: 'wiped' } }]);
  });

  it('keeps what is still running, with its timer and its heartbeat', async () => {
    const first = makeCustody();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    first.clock.suspend(100_000);
    const second = restart(first);
    await second.custodian.recover();
    expect(second.custodian.remainingMs('G1')).toBe(800_000);
    expect(second.heartbeat.beating()).toBe(true);
    second.clock.advance(800_000);
    await settle();
    expect(inKeychain(second)).toEqual([]);
  });

  it('wipes what the journal does not know, and reads none of it before it is deleted', async () => {
    const custody = makeCustody();
    custody.keychain.put(SERVICE, 'stint-lost', makeSecret());
    custody.keychain.put(SERVICE, 'something else', makeSecret());
    custody.keychain.put('Stint keys', 'device-key', makeSecret());
    await custody.custodian.recover();
    expect(inKeychain(custody)).toEqual([]);
    expect([...custody.keychain.items('Stint keys').keys()]).toEqual(['device-key']);
    expect(custody.keychain.lent).toEqual([]);
  });

  it('wipes everything when the journal cannot be read', async () => {
    const first = makeCustody();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    const lines = createFakeLines(first.lines.written());
    lines.refuse(new Error('EACCES'));
    const second = makeCustody({ clock: first.clock, keychain: first.keychain, lines });
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual([]);
    expect(second.custodian.holdings()).toEqual([]);
  });

  it('wipes what a damaged line made unknown', async () => {
    const first = makeCustody();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    const lines = createFakeLines([null, ...first.lines.written().slice(1)]);
    const second = makeCustody({ clock: first.clock, keychain: first.keychain, lines });
    await second.custodian.recover();
    expect(inKeychain(second)).toEqual([]);
  });

  it('leaves wipe-pending what a locked keychain refuses, and finishes when it opens', async () => {
    const first = makeCustody();
    dieAt(first, 1, 'after');
    void first.custodian.take(makeIntake(first.clock), makeSecret());
    await settle();
    first.keychain.put(SERVICE, 'stint-lost', makeSecret());
    const second = restart(first);
    second.keychain.refuse({ kind: 'locked' });
    await second.custodian.recover();
    expect(second.custodian.holdings()).toMatchObject([
      { leaseId: 'L1', custody: { custody: 'wipe-pending' } },
    ]);
    expect(second.heartbeat.beating()).toBe(true);
    second.keychain.work();
    second.clock.advance(1000);
    second.heartbeat.beat();
    await settle();
    expect(inKeychain(second)).toEqual([]);
    expect(second.custodian.holdings()).toEqual([]);
    expect(second.heartbeat.beating()).toBe(false);
  });

  it('keeps the proofs of wipes across restarts', async () => {
    const first = makeCustody();
    await first.custodian.take(makeIntake(first.clock), makeSecret());
    const proofs = await first.custodian.wipe('G1', 'window');
    const second = restart(first);
    await second.custodian.recover();
    const third = restart(second);
    await third.custodian.recover();
    expect(third.custodian.proofs('G1')).toEqual(proofs);
    expect(third.overs).toEqual([]);
  });
});

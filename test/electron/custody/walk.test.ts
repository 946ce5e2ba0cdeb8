// A seeded walk: 1,000 acts in any order on one computer, with crashes, refusals, clocks that jump and reboots. After each act and a sweep:
// nothing in the keychain past its end, nothing in it without a line, every secret that was handed over or lent is zeroed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../electron/custody/replay.ts';
import { toAccount } from '../../../electron/keys/service-names.ts';
import { whatEnds } from '../../../shared/deadline.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import { CANARY, inKeychain, makeCustody, makeIntake, type Custody } from './make-custody.ts';

type Act =
  | { readonly act: 'take'; readonly grant: number; readonly seconds: number }
  | { readonly act: 'wipe'; readonly grant: number }
  | { readonly act: 'use' }
  | { readonly act: 'advance' | 'suspend' | 'back'; readonly seconds: number }
  | { readonly act: 'refuse'; readonly kind: 'missing' | 'locked' | 'not-answering' | 'failing' }
  | { readonly act: 'work' | 'beat' | 'sweep' | 'crash' | 'reboot' | 'full-disk' | 'free-disk' | 'stray' };

const seconds = fc.integer({ min: 1, max: 2000 });
const grant = fc.integer({ min: 0, max: 5 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('take' as const), grant, seconds }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('wipe' as const), grant }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('use' as const) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constantFrom('advance', 'suspend', 'back'), seconds }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('refuse' as const),
      kind: fc.constantFrom('missing', 'locked', 'not-answering', 'failing'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constantFrom(
        'work',
        'work',
        'beat',
        'sweep',
        'crash',
        'reboot',
        'full-disk',
        'free-disk',
        'stray',
      ),
    }),
  },
);

interface World {
  custody: Custody;
  refusing: boolean;
  leases: number;
  readonly given: Buffer[];
}

async function perform(world: World, next: Act): Promise<void> {
  const { clock, keychain, lines, custodian, heartbeat } = world.custody;
  switch (next.act) {
    case 'take': {
      const secret = Buffer.from(`${CANARY}-${String(world.leases)}`);
      world.given.push(secret);
      world.leases += 1;
      const ids = {
        leaseId: `L${String(world.leases)}`,
        grantId: `G${String(next.grant)}-${String(world.leases >> 3)}`,
      };
      await custodian.take(makeIntake(clock, { ...ids, seconds: next.seconds }), secret);
      break;
    }
    case 'wipe':
      await custodian.wipe(custodian.holdings()[next.grant]?.grantId ?? 'none', 'window');
      break;
    case 'use':
      await custodian.use(custodian.holdings()[0]?.leaseId ?? 'none', () => null);
      break;
    case 'advance':
      clock.advance(next.seconds * 1000);
      break;
    case 'suspend':
      clock.suspend(next.seconds * 1000);
      break;
    case 'back':
      clock.setWall(clock.read().wallAt - next.seconds * 1000);
      break;
    case 'refuse':
      world.refusing = true;
      keychain.refuse({ kind: next.kind });
      break;
    case 'work':
      world.refusing = false;
      keychain.work();
      break;
    case 'beat':
      heartbeat.beat();
      break;
    case 'sweep':
      await custodian.sweep();
      break;
    case 'stray':
      keychain.put('Stint', `stint-stray-${String(world.leases)}`, Buffer.from(CANARY));
      break;
    case 'full-disk':
      lines.refuse(new Error('ENOSPC'));
      break;
    case 'free-disk':
      lines.refuse(null);
      break;
    case 'reboot':
    case 'crash':
      if (next.act === 'reboot') clock.reboot();
      world.custody = makeCustody({ clock, keychain, lines: createFakeLines(lines.written()) });
      await world.custody.custodian.recover();
      break;
  }
}

function check({ custody, refusing, given }: World, strays: boolean): void {
  const now = custody.clock.read();
  const { entries, highWaterAt } = replay(inKeychain(custody).length === 0 ? [] : custody.lines.written());
  const byAccount = new Map([...entries.values()].map((entry) => [toAccount(entry.leaseId), entry]));
  for (const account of inKeychain(custody)) {
    const entry = byAccount.get(account);
    if (account.startsWith('stint-stray-')) {
      if (!strays) continue;
      expect(refusing, `${account} was left after recovery`).toBe(true);
      continue;
    }
    expect(entry, `${account} has no line`).toBeDefined();
    if (refusing) continue;
    expect(whatEnds(entry!.deadline, now, highWaterAt), `${account} is past its end`).toBeNull();
  }
  const holdings = custody.custodian.holdings();
  if (!refusing) expect(holdings.every(({ custody: { custody } }) => custody === 'held')).toBe(true);
  const handedOver = [...given.slice(-10), ...custody.keychain.lent.slice(-50)];
  expect(handedOver.every((secret) => secret.every((byte) => byte === 0))).toBe(true);
}

describe('a walk of 1,000 acts', () => {
  it.each([1, 2, 3, 4])('holds to the invariants with seed %i', async (seed) => {
    const [acts] = fc.sample(fc.array(act, { minLength: 1000, maxLength: 1000, size: 'max' }), {
      numRuns: 1,
      seed,
    });
    const world: World = { custody: makeCustody(), refusing: false, leases: 0, given: [] };
    await world.custody.custodian.recover();
    for (const next of acts!) {
      await perform(world, next);
      await world.custody.custodian.sweep();
      for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
      check(world, next.act === 'crash' || next.act === 'reboot');
    }
    expect(world.leases).toBeGreaterThan(100);
  });
});

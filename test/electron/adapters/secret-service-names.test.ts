import { describe, expect, it } from 'vitest';
import {
  BusError,
  type BusCall,
  type SecretServiceBus,
} from '../../../electron/adapters/secret-service-bus.ts';
import { createSecretServiceNames } from '../../../electron/adapters/secret-service-names.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

interface World {
  readonly unlocked: readonly string[];
  readonly locked: readonly string[];
  readonly collection: string;
  readonly isLocked: boolean;
}
const open: World = { unlocked: [], locked: [], collection: '/c/login', isLocked: false };

/** A Secret Service as the bus library tells of it: variants are `[signature, [value]]`, dictionaries lists of pairs. */
function makeBus(world: World, asked: string[], refusal: BusError | null = null): SecretServiceBus {
  const answer = ({ member, body = [] }: BusCall): readonly unknown[] => {
    switch (member) {
      case 'SearchItems':
        return [world.unlocked, world.locked];
      case 'ReadAlias':
        return [world.collection];
      case 'Get':
        return body[1] === 'Locked'
          ? [[[], [world.isLocked]]]
          : [
              [
                [],
                [
                  [
                    ['service', 'Stint'],
                    ['username', 'stint-1'],
                  ],
                ],
              ],
            ];
      default:
        throw new Error(`Nobody should call ${member}.`);
    }
  };
  return {
    call: async (call) => {
      asked.push(call.member);
      if (refusal !== null) throw refusal;
      return answer(call);
    },
    onSignal: () => Promise.reject(new Error('Nobody should listen.')),
    close: () => undefined,
  };
}

function make(
  world: Partial<World>,
  refusal: BusError | null = null,
): ReturnType<typeof createSecretServiceNames> & { asked: string[] } {
  const asked: string[] = [];
  const bus = makeBus({ ...open, ...world }, asked, refusal);
  return { ...createSecretServiceNames({ bus, clock: createFakeClock(), limitMs: 1000 }), asked };
}

const locked = { ok: false, error: { kind: 'locked' } };
const missing = { ok: false, error: { kind: 'missing' } };
const there = { ok: true, value: 'there' };
const absent = { ok: true, value: 'absent' };

describe('a look at the Secret Service', () => {
  it.each([
    ['an item in an open collection', { unlocked: ['/i/1'] }, there, there],
    ['no item', {}, absent, absent],
    ['an item in another collection, which is locked', { locked: ['/i/1'] }, locked, locked],
    ['nothing to be seen while the collection is locked', { isLocked: true }, locked, locked],
    ['an item that is locked with its collection', { locked: ['/i/1'], isLocked: true }, locked, locked],
    ['no default collection', { collection: '/' }, absent, missing],
  ])('at %s says what a reading and a writing would meet', async (_name, world, reading, writing) => {
    const names = make(world);
    expect(await names.look('read', 'Stint', 'stint-1')).toMatchObject(reading);
    expect(await names.look('delete', 'Stint', 'stint-1')).toMatchObject(reading);
    expect(await names.look('write', 'Stint', 'stint-1')).toMatchObject(writing);
    expect(names.asked.every((member) => ['SearchItems', 'ReadAlias', 'Get'].includes(member))).toBe(true);
  });

  it('lists accounts of locked and open items by their attributes alone', async () => {
    const names = make({ unlocked: ['/i/1'], locked: ['/i/2'], isLocked: true });
    expect(await names.accounts('Stint')).toEqual({ ok: true, value: ['stint-1', 'stint-1'] });
    expect(names.asked).toEqual(['SearchItems', 'Get', 'Get']);
  });

  it.each([
    [new BusError('no-bus', '', ''), 'missing'],
    [new BusError('refused', 'org.freedesktop.DBus.Error.ServiceUnknown', ''), 'missing'],
    [new BusError('refused', 'org.freedesktop.DBus.Error.NameHasNoOwner', ''), 'missing'],
    [new BusError('refused', 'org.freedesktop.DBus.Error.Spawn.ChildExited', ''), 'missing'],
    [new BusError('refused', 'org.freedesktop.DBus.Error.AccessDenied', ''), 'failing'],
    [new BusError('not-answering', '', ''), 'not-answering'],
  ])('takes %o for %s', async (refusal, kind) => {
    const names = make({}, refusal);
    expect(await names.look('read', 'Stint', 'a')).toMatchObject({ ok: false, error: { kind } });
    expect(await names.accounts('Stint')).toMatchObject({ ok: false, error: { kind } });
  });
});

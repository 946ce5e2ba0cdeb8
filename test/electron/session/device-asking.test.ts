// Asking the broker what only this device may ask: when it is tried again, and when the first answer stands.
import { describe, expect, it } from 'vitest';
import type { BrokerClient, BrokerResult } from '../../../electron/ports/broker-client.ts';
import { askAsDevice } from '../../../electron/session/device-asking.ts';
import type { DeviceReady, DeviceRegistration } from '../../../electron/session/device.ts';
import { createFakeBroker, makeProblem, UNREACHABLE } from '../../fakes/fake-broker-client.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

const REFUSED = makeProblem('policy-refused', 'No.');
const UNKNOWN = makeProblem('unknown-device', 'Not registered.');
type Answer = BrokerResult<string>;
const no = (error: typeof UNREACHABLE): Answer => ({ ok: false, error });
const YES: Answer = { ok: true, value: 'yes' };

const READY: DeviceReady = {
  ok: true,
  key: {
    id: 'D',
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
    signStart: () => Promise.resolve(''),
    signExtend: () => Promise.resolve(''),
  },
};
const NOT_READY: DeviceReady = { ok: false, sentence: 'The keychain is locked.', error: null };

function connected(): BrokerClient {
  const connection = createFakeBroker(createFakeClock()).connect('https://broker.test', 'token');
  if (!connection.ok) throw new Error(connection.sentence);
  return connection.value;
}

async function ask(answers: readonly Answer[], again: DeviceReady): Promise<[Answer, readonly string[]]> {
  const done: string[] = [];
  const device: DeviceRegistration = {
    unknown: () => void done.push('unknown'),
    ready() {
      done.push('ready');
      return Promise.resolve(again);
    },
  };
  const left = [...answers];
  const answer = await askAsDevice(device, connected(), () => {
    done.push('try');
    return Promise.resolve(left.shift() ?? no(REFUSED));
  });
  return [answer, done];
}

describe('asking as this device', () => {
  it.each([
    ['once where it is answered', [YES], YES, ['try']],
    ['once where it is refused', [no(REFUSED)], no(REFUSED), ['try']],
    ['again where nothing came back', [no(UNREACHABLE), YES], YES, ['try', 'try']],
    ['twice at most', [no(UNREACHABLE), no(UNREACHABLE), YES], no(UNREACHABLE), ['try', 'try']],
    [
      'again after registering where the device is not known',
      [no(UNKNOWN), YES],
      YES,
      ['try', 'unknown', 'ready', 'try'],
    ],
  ])('tries %s', async (_, answers, expected, did) => {
    expect(await ask(answers, READY)).toEqual([expected, did]);
  });

  it('keeps the first answer where the device cannot be registered', async () => {
    expect(await ask([no(UNKNOWN), YES], NOT_READY)).toEqual([no(UNKNOWN), ['try', 'unknown', 'ready']]);
  });
});

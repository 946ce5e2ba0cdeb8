/**
 * Asks the broker what only this device may ask. Each try is signed anew by whoever passes it, because a nonce is used once. It decides nothing
 * about the answer.
 */
import type { BrokerClient, BrokerResult } from '../ports/broker-client.ts';
import type { DeviceRegistration } from './device.ts';

/** Tries once more where nothing came back, and where the broker does not know the device, after registering it again. */
export async function askAsDevice<T>(
  device: DeviceRegistration,
  client: BrokerClient,
  tryOnce: () => Promise<BrokerResult<T>>,
): Promise<BrokerResult<T>> {
  const answer = await tryOnce();
  if (answer.ok) return answer;
  if (answer.error.kind === 'unreachable') return tryOnce();
  if (answer.error.kind === 'problem' && answer.error.problem.code === 'unknown-device') {
    device.unknown();
    const again = await device.ready(client);
    return again.ok ? tryOnce() : answer;
  }
  return answer;
}

/**
 * Whether the keychain can be trusted with a credential right now. Asked at start, by "check again", and before anything is minted.
 */
import type { KeychainResult } from './keychain.ts';
import type { DeviceKey } from './sealing.ts';

/**
 * Writes, reads back, deletes and reads back an item of its own. Answers within ten seconds. `mayAsk`, on an act of the person only: a locked
 * keychain may first ask them for its password.
 */
export type ProbeKeychain = (mayAsk?: boolean) => Promise<KeychainResult<null>>;

/** The device's key from the keychain; made and kept there at the first call. */
export type LoadDeviceKey = () => Promise<KeychainResult<DeviceKey>>;

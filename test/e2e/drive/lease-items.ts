// The credentials of leases in the keychain, as another process sees them.
import type { Keyring, KeyringItem } from '../../desktop/keyring.ts';

/** `stint-` and a lease's ULID: neither the app's own keys nor the item by which it probes the keychain. */
const LEASE_ACCOUNT = /^stint-[0-9A-Z]{26}$/u;

export async function leaseItems(keyring: Keyring): Promise<readonly KeyringItem[]> {
  return (await keyring.items('')).filter((item) => LEASE_ACCOUNT.test(item.account));
}

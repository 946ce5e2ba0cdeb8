/**
 * Whether secrets can be held here: an item of its own is written, read back, deleted, and read back as absent. The item is random bytes, no
 * secret, and stands among the leases, so that one left by a crash is swept.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Keychain } from '../ports/keychain.ts';
import type { ProbeKeychain } from '../ports/keychain-probe.ts';

export interface KeychainProbeDeps {
  readonly keychain: Keychain;
  /** The service of leases. */
  readonly service: string;
}

export function createKeychainProbe({ keychain, service }: KeychainProbeDeps): ProbeKeychain {
  return async (mayAsk = false) => {
    if (mayAsk) {
      const unlocked = await keychain.unlock();
      if (!unlocked.ok) return unlocked;
    }
    // Probes may run side by side.
    const account = `stint-probe-${randomBytes(8).toString('hex')}`;
    const bytes = randomBytes(32);
    const written = await keychain.write(service, account, bytes);
    if (!written.ok) return written;
    const there = await keychain.read(service, account);
    const deleted = await keychain.delete(service, account);
    const gone = await keychain.read(service, account);
    if (!there.ok) return there;
    if (!deleted.ok) return deleted;
    if (!gone.ok) return gone;
    const same = there.value?.length === bytes.length && timingSafeEqual(there.value, bytes);
    return same && deleted.value && gone.value === null
      ? { ok: true, value: null }
      : {
          ok: false,
          error: { kind: 'failing', cause: 'What was written did not come back, or did not go.' },
        };
  };
}

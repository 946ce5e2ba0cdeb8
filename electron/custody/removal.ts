/**
 * Deletes one item of the keychain and reads back that it is gone. "Gone" is said only after the read-back found nothing; what the read-back
 * finds is zeroed.
 */
import type { Keychain, KeychainResult } from '../ports/keychain.ts';

export async function remove(
  keychain: Pick<Keychain, 'delete' | 'read'>,
  service: string,
  account: string,
): Promise<KeychainResult<null>> {
  try {
    const deleted = await keychain.delete(service, account);
    if (!deleted.ok) return deleted;
    // SECURITY: wipe-read-back
    const left = await keychain.read(service, account);
    if (!left.ok) return left;
    if (left.value === null) return { ok: true, value: null };
    left.value.fill(0);
    return { ok: false, error: { kind: 'failing', cause: 'It is still there after it was deleted.' } };
  } catch (cause) {
    // An adapter that throws is a bug, and no reason to stop wiping.
    return { ok: false, error: { kind: 'failing', cause } };
  }
}

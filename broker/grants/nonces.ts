/** Nonces of proofs: each counts once, and is kept while its proof could be accepted. */
import type { Instant } from '../../shared/instant.ts';
import { atTime } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';
import { PROOF_WITHIN_MS } from './proof.ts';

/** `false`: this proof was used before. */
// SECURITY: broker-proof-once
export async function burnNonce(
  tx: Tx,
  proof: { readonly deviceId: string; readonly nonce: string },
  at: Instant,
): Promise<boolean> {
  await tx.deleteFrom('start_nonce').where('keep_until', '<', atTime(at)).execute();
  const written = await tx
    .insertInto('start_nonce')
    .values({
      device_id: proof.deviceId,
      nonce: proof.nonce,
      // A proof may be dated ahead by as much as it may be late.
      keep_until: new Date(at + 3 * PROOF_WITHIN_MS),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('nonce')
    .executeTakeFirst();
  return written !== undefined;
}

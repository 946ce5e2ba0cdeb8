/**
 * Proofs of a start and of an extension: a JWS by the device's key over grant, what is asked, time and nonce. A proxy that swaps `sealTo`, replays a proof or
 * moves it to another grant gets nothing. Pure but for the cryptography: nonces are burnt by the caller, in its transaction.
 */
import { compactVerify, importJWK } from 'jose';
import { extendClaims } from '../../shared/api-review.ts';
import { startClaims, type PublicJwk } from '../../shared/api.ts';
import type { Instant } from '../../shared/instant.ts';

/** How far the proof's time may be from the broker's, either way. */
export const PROOF_WITHIN_MS = 120_000;

export type ProofResult =
  { readonly ok: true; readonly nonce: string } | { readonly ok: false; readonly sentence: string };

export interface ProofOrder {
  readonly proof: string;
  readonly grantId: string;
  readonly sealTo: PublicJwk;
  readonly sshPublicKey?: string | undefined;
  readonly deviceKey: PublicJwk;
  readonly now: Instant;
}

export interface ExtendProofOrder extends Omit<ProofOrder, 'sealTo' | 'sshPublicKey'> {
  readonly durationSeconds: number;
}

export async function verifyProof(order: ProofOrder): Promise<ProofResult> {
  const payload = await openProof(order);
  if (payload === undefined) return bad(NOT_SIGNED);
  const claims = startClaims.safeParse(parseJson(payload));
  if (!claims.success) return bad('The proof does not state purpose, grant, key, time and nonce.');
  const { grantId, sealTo, signedAt, nonce } = claims.data;
  if (grantId !== order.grantId) return bad('The proof is for another grant.');
  // SECURITY: broker-seal-to-bound
  if (sealTo.x !== order.sealTo.x || sealTo.y !== order.sealTo.y) {
    return bad(
      'The key to seal to is not the one the device has signed. Something between you and the broker changed it.',
    );
  }
  // SECURITY: broker-ssh-key-bound
  if (claims.data.sshPublicKey !== order.sshPublicKey) {
    return bad(
      'The SSH key is not the one the device has signed. Something between you and the broker changed it.',
    );
  }
  if (isOutOfTime(order, signedAt)) return bad(OUT_OF_TIME);
  if (!(await isOnCurve(order.sealTo))) return bad('The key to seal to is no point of P-256.');
  return { ok: true, nonce };
}

export async function verifyExtendProof(order: ExtendProofOrder): Promise<ProofResult> {
  const payload = await openProof(order);
  if (payload === undefined) return bad(NOT_SIGNED);
  const claims = extendClaims.safeParse(parseJson(payload));
  if (!claims.success) return bad('The proof does not state purpose, grant, duration, time and nonce.');
  const { grantId, durationSeconds, signedAt, nonce } = claims.data;
  if (grantId !== order.grantId) return bad('The proof is for another grant.');
  // SECURITY: extend-proof-bound
  if (durationSeconds !== order.durationSeconds) return bad('The proof is for another duration.');
  if (isOutOfTime(order, signedAt)) return bad(OUT_OF_TIME);
  return { ok: true, nonce };
}

const NOT_SIGNED = 'The proof is not signed by this device’s key.';
const OUT_OF_TIME =
  'The proof was signed more than two minutes away from the broker’s time. Check this computer’s clock.';

/** What was signed; `undefined`: not by this key. */
async function openProof(order: {
  readonly proof: string;
  readonly deviceKey: PublicJwk;
}): Promise<Uint8Array | undefined> {
  try {
    const key = await importJWK(order.deviceKey, 'ES256');
    // SECURITY: broker-proof-algorithm
    return (await compactVerify(order.proof, key, { algorithms: ['ES256'] })).payload;
  } catch {
    return undefined;
  }
}

function isOutOfTime({ now }: { readonly now: Instant }, signedAt: Instant): boolean {
  return Math.abs(now - signedAt) > PROOF_WITHIN_MS;
}

/** Whether the key can be used at all: x and y of any other point are refused by the import. */
export async function isOnCurve(key: PublicJwk): Promise<boolean> {
  try {
    await importJWK(key, 'ES256');
    return true;
  } catch {
    return false;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown; // Checked by the schema right after.
  } catch {
    return undefined;
  }
}

function bad(sentence: string): ProofResult {
  return { ok: false, sentence };
}

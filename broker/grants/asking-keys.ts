/**
 * `Idempotency-Key`s: the same key with the same body answers the grant it was used for, as it is now; with another body it is refused.
 * It decides nothing else.
 */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { canonicalJson, type Json } from '../audit/entry.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';
import { findGrant } from './grant-rows.ts';
import { granted, refused, type Answer } from './refusal.ts';

export interface AskingKey {
  readonly personId: string;
  readonly key: string;
  readonly bodyHash: Buffer;
}

export function toAskingKey(personId: string, key: string, asked: Json): AskingKey {
  return { personId, key, bodyHash: createHash('sha256').update(canonicalJson(asked)).digest() };
}

/** `undefined`: the key is new. */
export async function answerAgain(db: Kysely<Database>, key: AskingKey): Promise<Answer<Grant> | undefined> {
  const row = await db
    .selectFrom('asking')
    .select(['body_hash', 'grant_id'])
    .where('person_id', '=', key.personId)
    .where('key', '=', key.key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  if (!row.body_hash.equals(key.bodyHash)) {
    return refused(
      'idempotency-conflict',
      'This Idempotency-Key was used for another request already. Use a new key for a new request.',
    );
  }
  const grant = await findGrant(db, row.grant_id, key.personId);
  return grant === undefined ? undefined : granted(grant);
}

/** For whoever was slower with a key that another request has now. */
export const KEY_TAKEN = refused(
  'idempotency-conflict',
  'This Idempotency-Key is being used for another request. Use a new key.',
);

/** `false`: somebody with the same key was quicker by a moment. */
export async function takeKey(tx: Tx, key: AskingKey, grantId: string, at: Instant): Promise<boolean> {
  const written = await tx
    .insertInto('asking')
    .values({
      person_id: key.personId,
      key: key.key,
      body_hash: key.bodyHash,
      grant_id: grantId,
      asked_at: new Date(at),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('grant_id')
    .executeTakeFirst();
  return written !== undefined;
}

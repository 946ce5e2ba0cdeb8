/**
 * Opaque sign-in tokens: 32 random bytes, base64url. The database knows only their SHA-256, when they end and whether they were
 * revoked; a token is given out once, to whoever issued it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../audit/entry.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';

export interface TokenRow {
  readonly personId: string;
  readonly issuedAt: Instant;
  readonly issuer: string;
  readonly subject: string;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

/** Exactly what {@link issueToken} makes: anything else is not looked up at all. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/u;

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** Enough of it to tell tokens apart in the audit. */
export function shortHash(hash: Buffer): string {
  return hash.toString('hex').slice(0, 12);
}

export async function issueToken(
  db: Kysely<Database>,
  order: {
    readonly personId: string;
    readonly at: Instant;
    readonly expiresAt: Instant;
    readonly by: Actor;
  },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('token')
      .values({
        hash: hashToken(token),
        person_id: order.personId,
        issued_at: new Date(order.at),
        expires_at: new Date(order.expiresAt),
        revoked_at: null,
      })
      .execute();
    await appendAudit(tx, {
      at: order.at,
      actor: order.by,
      action: 'token-issued',
      subject: order.personId,
      details: { token: shortHash(hashToken(token)) },
    });
  });
  return token;
}

export async function findToken(db: Kysely<Database>, token: string): Promise<TokenRow | undefined> {
  return (await findTokens(db, [token])).get(token);
}

/** By the token itself, each with whose it is. */
export async function findTokens(
  db: Kysely<Database>,
  tokens: readonly string[],
): Promise<ReadonlyMap<string, TokenRow>> {
  const hashes = new Map(
    tokens.filter((token) => TOKEN.test(token)).map((token) => [token, hashToken(token)]),
  );
  const found = new Map<string, TokenRow>();
  if (hashes.size === 0) return found;
  const rows = await db
    .selectFrom('token')
    .innerJoin('person', 'person.id', 'token.person_id')
    .select(['hash', 'person_id', 'issued_at', 'expires_at', 'revoked_at', 'issuer', 'subject'])
    .where(sql<boolean>`hash = any(${[...hashes.values()]})`)
    .execute();
  const byHash = new Map(rows.map((row) => [row.hash.toString('hex'), row]));
  for (const [token, hash] of hashes) {
    const row = byHash.get(hash.toString('hex'));
    // The index finds by hash; whether it is the token is decided in constant time.
    // SECURITY: broker-token-hashed
    if (row === undefined || !timingSafeEqual(row.hash, hash)) continue;
    const { issuer, subject } = row;
    found.set(token, {
      personId: row.person_id,
      issuer,
      subject,
      issuedAt: row.issued_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    });
  }
  return found;
}

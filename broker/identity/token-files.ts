/**
 * A file with a sign-in token for each local account, so that a newcomer need not type one. Only for accounts that are for trying
 * out: whoever can read the broker's folder is that account. Never logs a token; a revoked one is not replaced until its file is deleted.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import type { Actor } from '../audit/entry.ts';
import type { Clock } from '../ports/clock.ts';
import type { Database } from '../storage/database.ts';
import { writeFileWhole } from '../write-file-whole.ts';
import { LOCAL_ISSUER, rememberPerson, type LocalAccount } from './people.ts';
import { findToken, issueToken } from './tokens.ts';

const DAY_MS = 86_400_000;

export async function writeTokenFiles(deps: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly folder: string;
  readonly accounts: readonly LocalAccount[];
}): Promise<void> {
  const { db, clock, newId, folder, accounts } = deps;
  makeFolder(folder);
  for (const account of accounts) {
    const person = { issuer: LOCAL_ISSUER, subject: account.name, name: account.displayName };
    const personId = await rememberPerson(db, person, newId);
    const file = join(folder, account.name);
    const known = existsSync(file) ? await findToken(db, readFileSync(file, 'utf8').trim()) : undefined;
    const fits = known?.personId === personId && (known.revokedAt !== null || known.expiresAt > clock.now());
    if (fits) {
      chmodSync(file, 0o600); // SECURITY: broker-token-files-closed
      continue;
    }
    await replaceTokenFile({ db, at: clock.now(), by: { kind: 'broker' }, folder, account, personId });
  }
}

/** Issues a token and answers the file it lies in. */
export async function replaceTokenFile(order: {
  readonly db: Kysely<Database>;
  readonly at: Instant;
  readonly by: Actor;
  readonly folder: string;
  readonly account: LocalAccount;
  readonly personId: string;
}): Promise<string> {
  const { db, at, by, folder, account, personId } = order;
  makeFolder(folder);
  const file = join(folder, account.name);
  const token = await issueToken(db, { personId, at, by, expiresAt: at + account.tokenDays * DAY_MS });
  writeFileWhole(file, `${token}\n`, 0o600); // SECURITY: broker-token-files-closed
  return file;
}

function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700); // SECURITY: broker-token-files-closed
}

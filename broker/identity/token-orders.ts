/**
 * What an operator orders about the tokens of a local account: that a new one be written, that all be refused from now on. Works on the
 * storage itself, beside a running broker, which asks about tokens at every request. It never prints or logs a token.
 */
import type { Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../audit/entry.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import { LOCAL_ISSUER, rememberPerson, type LocalAccount } from './people.ts';
import { replaceTokenFile } from './token-files.ts';
import { shortHash } from './tokens.ts';

export interface TokenOrderDeps {
  readonly db: Kysely<Database>;
  readonly at: Instant;
  readonly by: Actor;
}

export interface TokenOrder extends TokenOrderDeps {
  readonly act: 'issue' | 'revoke';
  readonly account: string;
  /** As the configuration has them. */
  readonly accounts: readonly (Omit<LocalAccount, 'displayName'> & {
    readonly displayName?: string | undefined;
  })[];
  readonly folder: string;
  readonly newId: () => string;
}

export interface TokenOutcome {
  readonly ok: boolean;
  readonly sentence: string;
}

export async function carryOutTokenOrder(order: TokenOrder): Promise<TokenOutcome> {
  const { act, account: name, accounts, folder, newId } = order;
  const account = accounts.find((each) => each.name === name);
  const names = accounts.map((each) => each.name).join(', ');
  const unknown = { ok: false, sentence: `There is no local account “${name}”. There are: ${names}.` };
  switch (act) {
    case 'issue': {
      if (account === undefined) return unknown;
      const displayName = account.displayName ?? account.name;
      const file = await issueTokenTo(order, { account: { ...account, displayName }, folder, newId });
      return { ok: true, sentence: `A new token of “${name}” is in ${file}.` };
    }
    case 'revoke': {
      const count = await revokeTokens(order, name);
      if (count === 0 && account === undefined) return unknown;
      const more =
        'Nothing new can be started; what is active goes on to its end, unless --revoke-access ends it.';
      return { ok: true, sentence: `${count} tokens of “${name}” were revoked. ${more}` };
    }
  }
}

/** Answers how many there were. The account need not stand in the configuration any more. */
export async function revokeTokens({ db, at, by }: TokenOrderDeps, account: string): Promise<number> {
  return inTransaction(db, async (tx) => {
    // SECURITY: broker-tokens-revocable
    const revoked = await tx
      .updateTable('token')
      .set({ revoked_at: new Date(at) })
      .where('revoked_at', 'is', null)
      .where('person_id', 'in', (build) =>
        build
          .selectFrom('person')
          .select('id')
          .where('issuer', '=', LOCAL_ISSUER)
          .where('subject', '=', account),
      )
      .returning(['hash', 'person_id'])
      .execute();
    for (const { hash, person_id: personId } of revoked) {
      const details = { token: shortHash(hash), account };
      await appendAudit(tx, { at, actor: by, action: 'token-revoked', subject: personId, details });
    }
    return revoked.length;
  });
}

/** Answers the file that holds the new token. Those issued before stay what they are. */
async function issueTokenTo(
  { db, at, by }: TokenOrderDeps,
  order: { readonly account: LocalAccount } & Pick<TokenOrder, 'folder' | 'newId'>,
): Promise<string> {
  const { account, folder, newId } = order;
  const person = { issuer: LOCAL_ISSUER, subject: account.name, name: account.displayName };
  const personId = await rememberPerson(db, person, newId);
  return replaceTokenFile({ db, at, by, folder, account, personId });
}

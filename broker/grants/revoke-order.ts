/**
 * What an operator orders about people's grants: that one, all of an account's, or all at a target end now. Works on the storage itself,
 * beside a running broker, which takes the logins away; where none runs, the next start does.
 */
import type { Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { cleanText, LONGEST_REASON } from '../../shared/untrusted-text.ts';
import type { Actor } from '../audit/entry.ts';
import { LOCAL_ISSUER, type LocalAccount } from '../identity/people.ts';
import { orderEndOfGrants } from '../leases/order-end.ts';
import type { ProfileRule } from '../ports/profile-rule.ts';
import type { Database } from '../storage/database.ts';
import { inTransaction } from '../storage/transaction.ts';
import { isTarget, revokeLive, type RevokeScope } from './revoke-live.ts';

export interface OperatorOrder {
  readonly scope: 'grant' | 'account' | 'target';
  /** A grant's id, a local account's name, a target's id. */
  readonly of: string;
  readonly reason: string;
  readonly db: Kysely<Database>;
  readonly profiles: ReadonlyMap<string, ProfileRule>;
  /** As the configuration has them. */
  readonly accounts: readonly Pick<LocalAccount, 'name' | 'owner'>[];
  readonly at: Instant;
  readonly by: Actor;
  readonly newId: () => string;
}

export interface OrderOutcome {
  readonly ok: boolean;
  readonly sentence: string;
}

export async function carryOutRevokeOrder(order: OperatorOrder): Promise<OrderOutcome> {
  const { db, profiles, at, by: actor } = order;
  const reason = cleanText(order.reason, LONGEST_REASON);
  if (reason === '') return { ok: false, sentence: 'Say why with --reason: the person will read it.' };
  const scope = await findScope(order);
  if (scope === undefined) return { ok: false, sentence: `There is no ${order.scope} “${order.of}”.` };
  const incident = order.newId();
  const changes = await inTransaction(db, (tx) =>
    revokeLive(tx, profiles, { scope, actor, reason, incident, at, source: null }),
  );
  // After the commit: a broken-off end is ordered by the broker's own sweep.
  const ids = changes.map(({ grant }) => grant.id);
  if (ids.length > 0) await inTransaction(db, (tx) => orderEndOfGrants(tx, at, ids));
  const count = changes.length === 1 ? '1 grant was ended.' : `${String(changes.length)} grants were ended.`;
  const what = changes.length === 0 ? 'Nothing lives that could be ended.' : count;
  return {
    ok: true,
    sentence: `${what} A running broker takes the logins away within seconds; nobody is kept from asking anew.`,
  };
}

async function findScope({
  scope,
  of,
  db,
  profiles,
  accounts,
}: OperatorOrder): Promise<RevokeScope | undefined> {
  switch (scope) {
    case 'grant': {
      const row = await db.selectFrom('grants').select('id').where('id', '=', of).executeTakeFirst();
      return row === undefined ? undefined : { scope, id: of };
    }
    case 'account': {
      const owned = accounts.filter(({ owner }) => owner === of).map(({ name }) => name);
      const people = await db
        .selectFrom('person')
        .select(['id', 'subject'])
        .where('issuer', '=', LOCAL_ISSUER)
        .where('subject', 'in', [of, ...owned])
        .execute();
      const named = people.find(({ subject }) => subject === of);
      return named === undefined
        ? undefined
        : { scope: 'person', id: named.id, accounts: people.map(({ id }) => id) };
    }
    case 'target':
      return (await isTarget(db, profiles, of)) ? { scope, id: of } : undefined;
  }
}

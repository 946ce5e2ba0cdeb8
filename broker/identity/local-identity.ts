/**
 * Signs people in by opaque local tokens. Groups come from the configuration in force, so an account that was taken out of it is
 * signed in no more, whatever tokens are left.
 */
import type { Kysely } from 'kysely';
import type { Person, PersonName } from '../../shared/person.ts';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from '../ports/identity.ts';
import { createBatch } from '../storage/batch.ts';
import type { Database } from '../storage/database.ts';
import { LOCAL_ISSUER, type LocalAccount } from './people.ts';
import { findTokens } from './tokens.ts';

export function createLocalIdentity(deps: {
  readonly db: Kysely<Database>;
  readonly clock: Clock;
  readonly accounts: readonly LocalAccount[];
  /** Whether the members of this group review: they may approve. */
  readonly mayReview: (group: string) => boolean;
  /** The group whose members may end anybody's access; `null`: nobody may. */
  readonly admins: string | null;
}): Identity {
  const { db, clock, mayReview, admins } = deps;
  const accounts = new Map(deps.accounts.map((account) => [account.name, account]));

  /** Asked for every call, so asked together. */
  const tokenOf = createBatch((tokens) => findTokens(db, tokens));

  /** Ids are for ever, and every account has its person from the broker's start on. */
  const ids = new Map<string, string>();

  return {
    personOf: findPerson,

    async accountsOf(id) {
      const owned = [...accounts.values()].filter(({ owner }) => owner !== undefined);
      await learnIds(owned.flatMap(({ name, owner }) => [name, owner ?? name]));
      return owned
        .filter(({ owner }) => owner !== undefined && ids.get(owner) === id)
        .flatMap(({ name }) => ids.get(name) ?? []);
    },

    async membersOf(group) {
      const members = [...accounts.values()].filter(({ groups }) => groups.includes(group));
      await learnIds(members.flatMap(({ name, owner }) => (owner === undefined ? [name] : [name, owner])));
      return members
        .flatMap((account): PersonName[] => {
          const id = ids.get(account.name);
          return id === undefined ? [] : [{ id, name: account.displayName, ...ownerOf(account) }];
        })
        .toSorted((a, b) => a.name.localeCompare(b.name));
    },

    async signIn(token) {
      const found = await tokenOf(token);
      if (found === undefined) return { ok: false, refusal: 'not-signed-in' };
      if (found.revokedAt !== null) return { ok: false, refusal: 'token-revoked' };
      if (found.expiresAt <= clock.now()) return { ok: false, refusal: 'token-expired' };
      const person = await toPerson({ id: found.personId, ...found });
      if (person === undefined) return { ok: false, refusal: 'token-revoked' };
      return { ok: true, value: { person, signedInAt: found.issuedAt, expiresAt: found.expiresAt } };
    },
  };

  async function findPerson(id: string): Promise<Person | undefined> {
    const row = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : toPerson(row);
  }

  async function learnIds(names: readonly string[]): Promise<void> {
    const unknown = names.filter((name) => !ids.has(name));
    if (unknown.length === 0) return;
    const rows = await db
      .selectFrom('person')
      .select(['id', 'subject'])
      .where('issuer', '=', LOCAL_ISSUER)
      .where('subject', 'in', unknown)
      .execute();
    for (const row of rows) ids.set(row.subject, row.id);
  }

  /** Of an account whose owner's id has been learnt. */
  function ownerOf({ name, owner }: LocalAccount): Pick<Person, 'ownerId'> {
    if (owner === undefined) return {};
    const ownerId = ids.get(owner);
    // Every account has its person from the broker's start on: an owner without one is no reason to take two for different people.
    if (ownerId === undefined) throw new Error(`Nobody is known as ${owner}, the owner of ${name}.`);
    return { ownerId };
  }

  async function toPerson({
    id,
    issuer,
    subject,
  }: Pick<Person, 'id' | 'issuer' | 'subject'>): Promise<Person | undefined> {
    const account = issuer === LOCAL_ISSUER ? accounts.get(subject) : undefined;
    if (account === undefined) return undefined;
    if (account.owner !== undefined) await learnIds([account.owner]);
    return {
      id,
      ...ownerOf(account),
      issuer,
      subject,
      name: account.displayName,
      groups: account.groups,
      mayApprove: account.groups.some(mayReview),
      isAdmin: admins !== null && account.groups.includes(admins),
    };
  }
}

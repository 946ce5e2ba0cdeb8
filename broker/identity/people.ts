/** People as the broker knows them: one row per issuer and subject, with an id of our own. Never identified by an e-mail address. */
import type { Kysely } from 'kysely';
import type { Database } from '../storage/database.ts';

export interface LocalAccount {
  readonly name: string;
  readonly displayName: string;
  readonly groups: readonly string[];
  /** The account of whoever is behind this one: a second account of theirs, or a service account they answer for. */
  readonly owner?: string | undefined;
  readonly tokenDays: number;
}

/** The issuer of local accounts; a company's identity provider has an address here. */
export const LOCAL_ISSUER = 'local';

/** Answers the person's id, the same for ever. */
export async function rememberPerson(
  db: Kysely<Database>,
  person: { readonly issuer: string; readonly subject: string; readonly name: string },
  newId: () => string,
): Promise<string> {
  const row = await db
    .insertInto('person')
    .values({ id: newId(), ...person })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ name: person.name }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

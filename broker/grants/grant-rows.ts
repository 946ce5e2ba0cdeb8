/** Grants in the database: one row each, the whole grant in its document. Every query about one person's grants names the person. */
import type { Kysely } from 'kysely';
import type { Grant, Status } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';

/** The list is bounded; grants that live always fit because of {@link MOST_LIVE}. */
const LONGEST_LIST = 200;
/** How many grants of one person may live at once. */
export const MOST_LIVE = 50;

export async function insertGrant(tx: Tx, grant: Grant): Promise<void> {
  await tx
    .insertInto('grants')
    .values({
      id: grant.id,
      person_id: grant.person.id,
      profile_id: grant.profileId,
      requested_at: new Date(grant.requestedAt),
      ...toColumns(grant),
    })
    .execute();
}

export async function updateGrant(tx: Tx, grant: Grant): Promise<void> {
  await tx.updateTable('grants').set(toColumns(grant)).where('id', '=', grant.id).execute();
}

/** Locks the row until the transaction ends. `personId`: only when it is theirs; `null`: whoever's it is. */
export async function lockGrant(
  tx: Tx,
  grantId: string,
  personId: string | null,
): Promise<Grant | undefined> {
  let query = tx.selectFrom('grants').select('document').where('id', '=', grantId).forUpdate();
  if (personId !== null) query = query.where('person_id', '=', personId);
  return (await query.executeTakeFirst())?.document;
}

export async function findGrant(
  db: Kysely<Database>,
  grantId: string,
  personId: string,
): Promise<Grant | undefined> {
  const row = await db
    .selectFrom('grants')
    .select('document')
    .where('id', '=', grantId)
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row?.document;
}

/** Newest first, at most {@link LONGEST_LIST}, those that live always among them. */
export async function listGrants(
  db: Kysely<Database>,
  personId: string,
  status?: Status,
): Promise<readonly Grant[]> {
  const mine = db.selectFrom('grants').select(['id', 'document']).where('person_id', '=', personId);
  const live = await mine.where('status', '<>', 'ended').orderBy('id', 'desc').limit(LONGEST_LIST).execute();
  const ended = await mine
    .where('status', '=', 'ended')
    .orderBy('id', 'desc')
    .limit(LONGEST_LIST - live.length)
    .execute();
  return [...live, ...ended]
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .map((row) => row.document)
    .filter((grant) => status === undefined || grant.status === status);
}

export async function countLive(db: Kysely<Database>, personId: string): Promise<number> {
  const row = await db
    .selectFrom('grants')
    .select((build) => build.fn.countAll<number>().as('count'))
    .where('person_id', '=', personId)
    .where('status', '<>', 'ended')
    .executeTakeFirstOrThrow();
  return row.count;
}

/** When time alone changes the grant; `null`: never. */
function lookAt(grant: Grant): Instant | null {
  switch (grant.status) {
    case 'pending':
      return grant.reviewBy;
    case 'approved':
      return grant.startBy;
    case 'active':
      return grant.expiresAt;
    case 'starting':
    case 'ended':
      return null;
  }
}

function toColumns(grant: Grant): { status: Status; look_at: Date | null; document: string } {
  const at = lookAt(grant);
  return {
    status: grant.status,
    look_at: at === null ? null : new Date(at),
    document: JSON.stringify(grant),
  };
}

/** Grants in the database: one row each, the whole grant in its document. Every query about one person's grants names the person. */
import { sql, type Kysely } from 'kysely';
import { pendingAfterwards } from '../../shared/afterwards.ts';
import type { Grant, Status } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';
import { openAsk } from './asked.ts';

/** The list is bounded; grants that live always fit because of {@link MOST_LIVE}. */
const LONGEST_LIST = 200;
/** How many grants of one person may live at once. */
export const MOST_LIVE = 50;

/** How long after the decision a grant is shown to those who were asked. */
export const SHOWN_DECIDED_MS = 86_400_000;

/** Answers the group that is asked to review it, if any. */
export async function insertGrant(tx: Tx, grant: Grant, askedDigest: string): Promise<string | null> {
  const ask = openAsk(grant);
  await tx
    .insertInto('grants')
    .values({
      id: grant.id,
      person_id: grant.person.id,
      profile_id: grant.profileId,
      requested_at: new Date(grant.requestedAt),
      asked_digest: askedDigest,
      waiting_since: ask === null ? null : new Date(ask.askedAt),
      review_group: ask?.needs.group ?? null,
      ...toColumns(grant),
    })
    .execute();
  return ask?.needs.group ?? null;
}

/** The second group, where it was asked about what waits now, or about what was decided last. */
export const SECOND = sql<
  string | null
>`case when waiting_since is null or escalated_at > waiting_since then escalated_to end`;

/** In whose inboxes a grant is. */
export interface Asked {
  readonly group: string | null;
  /** Asked as well, after a time. */
  readonly second: string | null;
}

export async function updateGrant(tx: Tx, grant: Grant, at: Instant): Promise<Asked> {
  const ask = openAsk(grant);
  const asking =
    ask === null
      ? {
          waiting_since: null,
          decided_at: sql<Date | null>`case when waiting_since is null then decided_at else ${new Date(at)}::timestamptz end`,
        }
      : { waiting_since: new Date(ask.askedAt), decided_at: null, review_group: ask.needs.group };
  const row = await tx
    .updateTable('grants')
    .set({ ...toColumns(grant), ...asking })
    .where('id', '=', grant.id)
    .returning(['review_group', 'decided_at', SECOND.as('second')])
    .executeTakeFirstOrThrow();
  const shown = row.decided_at === null || row.decided_at > at - SHOWN_DECIDED_MS;
  return shown ? { group: row.review_group, second: row.second } : { group: null, second: null };
}

/** The row of a grant with who was asked, and for what; locked until the transaction ends. */
export async function lockAsked(
  tx: Tx,
  grantId: string,
): Promise<({ readonly grant: Grant; readonly askedDigest: string | null } & Asked) | undefined> {
  const row = await tx
    .selectFrom('grants')
    .select(['document', 'asked_digest', 'review_group', SECOND.as('second')])
    .where('id', '=', grantId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { document: grant, asked_digest: askedDigest, review_group: group, second } = row;
  return { grant, askedDigest, group, second };
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

/** Whoever's it is. */
export async function findAnyGrant(db: Kysely<Database>, grantId: string): Promise<Grant | undefined> {
  const row = await db.selectFrom('grants').select('document').where('id', '=', grantId).executeTakeFirst();
  return row?.document;
}

/** A grant with who may see it. */
export interface SeenGrant {
  readonly grant: Grant;
  readonly personId: string;
  /** The groups whose review it waits for now. */
  readonly waitsFor: readonly string[];
}

export async function findGrants(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SeenGrant>> {
  const rows = await db
    .selectFrom('grants')
    .select(['id', 'person_id', 'review_group', SECOND.as('second'), 'waiting_since', 'document'])
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute();
  return new Map(
    rows.map(({ id, person_id: personId, review_group: first, second, waiting_since: since, document }) => [
      id,
      {
        grant: document,
        personId,
        waitsFor: since === null ? [] : [first, second].filter((group) => group !== null),
      },
    ]),
  );
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
      return Math.min(
        grant.expiresAt,
        pendingExtension(grant)?.reviewBy ?? grant.expiresAt,
        pendingAfterwards(grant)?.reviewBy ?? grant.expiresAt,
      );
    case 'ended':
      return pendingAfterwards(grant)?.reviewBy ?? null;
    case 'starting':
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

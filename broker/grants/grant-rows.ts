/** Grants in the database: one row each, the whole grant in its document. Every query about one person's grants names the person. */
import { sql, type Kysely } from 'kysely';
import { pendingAfterwards } from '../../shared/afterwards.ts';
import type { Grant, Status } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';
import { openAsk, waitingSince } from './asked.ts';

/** The list is bounded; grants that live always fit because of {@link MOST_LIVE}. */
const LONGEST_LIST = 200;
/** A statement that is much larger helps nobody. */
const WRITTEN_AT_ONCE = 500;
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
      waiting_since: ask === null ? null : new Date(waitingSince(ask)),
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

/** Another stage or asking waits now, with marks of its own: not told from the marks' times alone, for they are by several nodes' clocks. */
const MOVED_ON = sql<boolean>`(now.since > waiting_since or now.asked_group <> review_group)`;

/** Writes them as they are now; answers by id who is asked, or was until now, or lately. */
export async function updateGrants(
  tx: Tx,
  grants: readonly Grant[],
  at: Instant,
): Promise<ReadonlyMap<string, Asked>> {
  const asked = new Map<string, Asked>();
  for (let from = 0; from < grants.length; from += WRITTEN_AT_ONCE)
    for (const [id, each] of await updatePage(tx, grants.slice(from, from + WRITTEN_AT_ONCE), at))
      asked.set(id, each);
  return asked;
}

async function updatePage(
  tx: Tx,
  grants: readonly Grant[],
  at: Instant,
): Promise<readonly (readonly [string, Asked])[]> {
  const columns = grants.map(toColumns);
  const asks = grants.map(openAsk);
  const { rows } = await sql<{
    id: string;
    review_group: string | null;
    decided_at: Instant | null;
    second: string | null;
  }>`
    update grants set status = now.status, look_at = now.look_at, document = now.document,
      waiting_since = now.since, review_group = coalesce(now.asked_group, review_group),
      reminded_at = case when ${MOVED_ON} then null else reminded_at end,
      escalated_at = case when ${MOVED_ON} then null else escalated_at end,
      decided_at = case when now.since is not null then null
        when waiting_since is null then decided_at else ${new Date(at)}::timestamptz end
    from rows from (
      unnest(${grants.map(({ id }) => id)}::text[], ${columns.map(({ status }) => status)}::text[],
        ${columns.map(({ look_at: lookAtTime }) => lookAtTime)}::timestamptz[],
        ${asks.map((ask) => (ask === null ? null : new Date(waitingSince(ask))))}::timestamptz[],
        ${asks.map((ask) => ask?.needs.group ?? null)}::text[]),
      jsonb_array_elements(${`[${columns.map(({ document }) => document).join(',')}]`}::jsonb))
      as now(id, status, look_at, since, asked_group, document)
    join (select id as was_id, ${SECOND} as second from grants) as was on was_id = now.id
    where grants.id = now.id
    returning grants.id, review_group, decided_at, second`.execute(tx);
  return rows.map(({ id, review_group: group, decided_at: decidedAt, second }) => {
    const shown = decidedAt === null || decidedAt > at - SHOWN_DECIDED_MS;
    return [id, shown ? { group, second } : { group: null, second: null }];
  });
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

/** Those that are there, locked until the transaction ends: in the order of their ids, so that nobody waits in a circle. */
export async function lockGrants(tx: Tx, ids: readonly string[]): Promise<readonly Grant[]> {
  const rows = await tx
    .selectFrom('grants')
    .select('document')
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ document }) => document);
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

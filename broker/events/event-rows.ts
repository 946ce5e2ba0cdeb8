/**
 * The event table: which grants have changed, in the order of the commits (the writers' lock sees to it). It holds no content;
 * a stream that resumes reads the present state of what has changed.
 */
import { sql, type Kysely } from 'kysely';
import type { Instant } from '../../shared/instant.ts';
import { lockWriters } from '../audit/append.ts';
import type { Database } from '../storage/database.ts';
import type { Tx } from '../storage/transaction.ts';

export type NewEvent = { readonly at: Instant } & (
  | { readonly kind: 'grant'; readonly personId: string; readonly grantId: string }
  /** What the members of a group may review has changed. */
  | { readonly kind: 'inbox'; readonly group: string }
  | { readonly kind: 'profiles-changed' }
);

export interface EventRow {
  readonly seq: number;
  readonly kind: NewEvent['kind'];
  readonly grantId: string | null;
}

/** A stream that comes back after more events than this gets a snapshot. */
const KEPT = 10_000;
const PAGE = 500;

/** In the order they are given. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await lockWriters(tx);
  for (let from = 0; from < events.length; from += PAGE) await insert(tx, events.slice(from, from + PAGE));
}

async function insert(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  const { rows } = await sql<{ seq: number }>`
    insert into event (kind, person_id, group_name, grant_id, at) select * from unnest(
      ${events.map(({ kind }) => kind)}::text[],
      ${events.map((event) => (event.kind === 'grant' ? event.personId : null))}::text[],
      ${events.map((event) => (event.kind === 'inbox' ? event.group : null))}::text[],
      ${events.map((event) => (event.kind === 'grant' ? event.grantId : null))}::text[],
      ${events.map(({ at }) => new Date(at))}::timestamptz[])
    returning seq`.execute(tx);
  const full = rows.find(({ seq }) => seq % 1000 === 0);
  if (full !== undefined)
    await tx
      .deleteFrom('event')
      .where('seq', '<=', full.seq - KEPT)
      .execute();
}

/** The number of the latest event; 0 before the first. */
export async function latestSeq(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom('event')
    .select((build) => build.fn.max('seq').as('seq'))
    .executeTakeFirst();
  // `max` of no row is null, which Kysely's type does not say.
  return (row?.seq as number | null | undefined) ?? 0;
}

/** Whether a stream may go on after this number: the event is there still. */
export async function knowsSeq(db: Kysely<Database>, seq: number): Promise<boolean> {
  if (!Number.isSafeInteger(seq) || seq < 1) return false;
  const row = await db.selectFrom('event').select('seq').where('seq', '=', seq).executeTakeFirst();
  return row !== undefined;
}

export async function eventsAfter(
  db: Kysely<Database>,
  seq: number,
  person: { readonly id: string; readonly groups: readonly string[] },
): Promise<readonly EventRow[]> {
  const rows = await db
    .selectFrom('event')
    .select(['seq', 'kind', 'grant_id'])
    .where('seq', '>', seq)
    .where((build) =>
      build.or([
        build('person_id', '=', person.id),
        build('kind', '=', 'profiles-changed'),
        ...(person.groups.length === 0 ? [] : [build('group_name', 'in', person.groups)]),
      ]),
    )
    .orderBy('seq')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({ seq: row.seq, kind: row.kind, grantId: row.grant_id }));
}

/** An event with whom it concerns; nobody in particular: everybody. */
export interface News extends EventRow {
  readonly personId: string | null;
  readonly group: string | null;
}

/** The next page of them. */
export async function newsAfter(db: Kysely<Database>, seq: number): Promise<readonly News[]> {
  const rows = await db
    .selectFrom('event')
    .select(['seq', 'kind', 'person_id', 'group_name', 'grant_id'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(PAGE)
    .execute();
  return rows.map((row) => ({
    seq: row.seq,
    kind: row.kind,
    grantId: row.grant_id,
    personId: row.person_id,
    group: row.group_name,
  }));
}

/** The same as {@link eventsAfter} asks the database for. */
export function concerns(
  news: News,
  { id, groups }: { readonly id: string; readonly groups: readonly string[] },
): boolean {
  if (news.kind === 'profiles-changed') return true;
  return news.personId === id || (news.group !== null && groups.includes(news.group));
}

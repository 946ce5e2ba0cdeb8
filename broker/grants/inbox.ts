/**
 * What waits for one person's review, and what was decided lately, by the groups this person is in now. Never their own grants, and nothing of
 * groups they have left.
 */
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Grant } from '../../shared/grant.ts';
import type { Inbox, InboxItem } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import { isSamePerson, whoIsBehind, type Person, type PersonName } from '../../shared/person.ts';
import type { Database } from '../storage/database.ts';
import { atTime } from '../storage/database.ts';
import { digestOfAsk, openAsk } from './asked.ts';
import type { GrantDeps } from './grant-deps.ts';
import { SECOND, SHOWN_DECIDED_MS } from './grant-rows.ts';

const MOST_WAITING = 200;
const MOST_DECIDED = 50;
const MOST_ALSO_ASKED = 20;
const LATELY_MS = 30 * 86_400_000;

type Lately = InboxItem['lately'];
const NOTHING_LATELY: Lately = { started: 0, denied: 0, lastEndedAt: null };

export type InboxDeps = Pick<GrantDeps, 'db' | 'clock' | 'profiles' | 'identity'>;

export function createInbox(deps: InboxDeps): (person: Person) => Promise<Inbox> {
  return async (person) => {
    // SECURITY: inbox-present-rights
    const groups = person.mayApprove ? person.groups : [];
    if (groups.length === 0) return { waiting: [], decided: [] };
    return {
      waiting: await listWaiting(deps, person, groups),
      decided: await listDecided(deps, person, groups),
    };
  };
}

async function listWaiting(
  { db, clock, profiles, identity }: InboxDeps,
  person: Person,
  groups: readonly string[],
): Promise<readonly InboxItem[]> {
  const now = clock.now();
  const rows = await db
    .selectFrom('grants')
    .select([
      'document',
      sql<Instant | null>`case when reminded_at > waiting_since then reminded_at end`.as('reminded_at'),
    ])
    .where((build) => build.or([build('review_group', 'in', groups), build(SECOND, 'in', groups)]))
    .where(isOthers(person))
    .where('waiting_since', 'is not', null)
    .orderBy('waiting_since')
    .limit(2 * MOST_WAITING)
    .execute();
  const asked = rows
    .flatMap(({ document: grant, reminded_at: remindedAt }) => {
      const ask = openAsk(grant);
      const rule = profiles.get(grant.profileId);
      if (ask === null || rule === undefined || ask.reviewBy <= now) return [];
      return ask.reviews.some(({ by }) => isSamePerson(by, person)) ? [] : [{ grant, ask, rule, remindedAt }];
    })
    .slice(0, MOST_WAITING);
  const lately = await readLately(
    db,
    asked.map(({ grant }) => grant),
    now - LATELY_MS,
  );
  return Promise.all(
    asked.map(async ({ grant, ask, rule, remindedAt }): Promise<InboxItem> => ({
      ...ask,
      ...(remindedAt === null ? {} : { remindedAt }),
      grant,
      digest: digestOfAsk(grant, rule, ask),
      profileSummary: rule.profile.summary,
      entitlements: rule.profile.entitlements,
      alsoAsked: without(await identity.membersOf(ask.needs.group), [person, grant.person]),
      lately: lately.get(grant.id) ?? NOTHING_LATELY,
    })),
  );
}

/** Not theirs, by whichever account it was asked. */
function isOthers(person: Person): RawBuilder<SqlBool> {
  return sql`${behind('grants')} <> ${whoIsBehind(person)}`;
}

/** As it was when it was asked for; whoever has become the owner of an account since is refused when they review. */
function behind(grants: string): RawBuilder<string> {
  return sql`coalesce(${sql.ref(`${grants}.document`)}->'person'->>'ownerId', ${sql.ref(`${grants}.person_id`)})`;
}

function without(
  people: readonly PersonName[],
  these: readonly (Person | PersonName)[],
): readonly PersonName[] {
  return people.filter((each) => !these.some((other) => isSamePerson(each, other))).slice(0, MOST_ALSO_ASKED);
}

async function listDecided(
  { db, clock }: InboxDeps,
  person: Person,
  groups: readonly string[],
): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('grants')
    .select('document')
    .where((build) => build.or([build('review_group', 'in', groups), build(SECOND, 'in', groups)]))
    .where(isOthers(person))
    .where('decided_at', '>', atTime(clock.now() - SHOWN_DECIDED_MS))
    .orderBy('decided_at', 'desc')
    .limit(MOST_DECIDED)
    .execute();
  return rows.map(({ document }) => document);
}

/** By grant: what its person did with its profile before, one question for all. */
async function readLately(
  db: Kysely<Database>,
  grants: readonly Grant[],
  since: number,
): Promise<ReadonlyMap<string, Lately>> {
  const ids = grants.map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string } & Lately>`
    select asked.id,
      count(earlier.document->>'startedAt')::int as started,
      count(*) filter (where earlier.status = 'ended' and earlier.document->>'why' = 'denied')::int as denied,
      max((earlier.document->>'endedAt')::bigint)
        filter (where earlier.document->>'startedAt' is not null) as "lastEndedAt"
    from grants asked join grants earlier on ${behind('earlier')} = ${behind('asked')}
      and earlier.profile_id = asked.profile_id and earlier.id < asked.id and earlier.requested_at >= ${atTime(since)}
    where asked.id = any(${ids}) group by asked.id`.execute(db);
  return new Map(rows.map(({ id, started, denied, lastEndedAt }) => [id, { started, denied, lastEndedAt }]));
}

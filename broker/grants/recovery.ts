/**
 * Finishes what was broken off: by a crash (at the next start) or by a storage that did not answer (within seconds). What became of leases is
 * written into their grants, and approved extensions are carried out. What cannot wait so long is in broken-off.ts. All of it may be done twice.
 */
import { sql } from 'kysely';
import type { Status } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import { atTime } from '../storage/database.ts';
import type { CarryOut } from './carry-out.ts';
import type { AfterCommit, GrantDeps } from './grant-deps.ts';
import { failHalfStarted, type IsBeingStarted } from './broken-off.ts';
import { followLeases } from './follow-leases.ts';
import { fillInNeeds } from './older-grants.ts';

/** Longer than any grant waits (7 d for a review, 7 d for its start) and lasts (24 h). */
const LOOK_BACK_MS = 16 * 86_400_000;
/** Whoever has revoked a lease writes it into its grant within this time, or never. */
const FOLLOWED_WITHIN_MS = 60_000;
const PAGE = 250;
const CARRIED_OUT_AT_ONCE = 4;

export async function recoverGrants(
  deps: GrantDeps,
  afterCommit: AfterCommit,
  isBeingStarted: IsBeingStarted,
): Promise<void> {
  const { leaseKeeper } = deps;
  await fillInNeeds(deps);
  const note = 'The broker stopped while the access was being made. Nothing was issued; ask again.';
  await failHalfStarted(deps, afterCommit, { note, after: 'restart', isBeingStarted });
  const open = await withOpenLeases(deps);
  await leaseKeeper.endGrants(open.flatMap(({ id, status }) => (status === 'ended' ? [id] : [])));
  await followAll(
    deps,
    open.map(({ id }) => id),
  );
}

/** Carries out approved extensions, some at a time: a target that does not answer holds them up, and nothing else. */
export async function carryOutApproved(
  deps: GrantDeps,
  by: { readonly carryOut: CarryOut; readonly isBeingStarted: IsBeingStarted },
): Promise<void> {
  const waiting = [...(await approvedExtensions(deps))];
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      if (!(await by.isBeingStarted(id))) await by.carryOut(id);
  };
  await Promise.all(Array.from({ length: CARRIED_OUT_AT_ONCE }, work));
}

/** Extensions that people have approved and that were not carried out: a target did not answer, or the broker was stopped. */
async function approvedExtensions({ db }: GrantDeps): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('grants')
    .select('id')
    .where('status', '=', 'active')
    .where('waiting_since', 'is', null)
    .where(sql<boolean>`document->'extensions'->-1->>'outcome' = 'pending'`)
    .execute();
  return rows.map(({ id }) => id);
}

/** Grants whose document tells of a lease that is not revoked, or that may have ended before their leases were written into it. */
async function withOpenLeases({ db, clock }: GrantDeps): Promise<readonly { id: string; status: Status }[]> {
  const since = atTime(clock.now() - LOOK_BACK_MS);
  return db
    .selectFrom('grants')
    .select(['id', 'status'])
    .where('status', 'in', ['active', 'ended'])
    .where(
      sql<boolean>`(document->'leases' @? '$[*] ? (@.state.state != "revoked" && @.state.state != "closed")'
        or (requested_at > ${since} and document->'leases' = '[]' and document->'heldBy' <> 'null'))`,
    )
    .execute();
}

/** Leases that were revoked, or closed by hand, by a broker that did not live to write it into the grant: looked for between restarts, too. */
export async function followUnfollowed(deps: GrantDeps, since: Instant): Promise<void> {
  const rows = await deps.db
    .selectFrom('lease')
    .innerJoin('grants', 'grants.id', 'lease.grant_id')
    .select('grants.id')
    .distinct()
    .where((build) =>
      build.or([
        build('lease.revoked_at', '>', atTime(since - FOLLOWED_WITHIN_MS)),
        build('lease.closed_at', '>', atTime(since - FOLLOWED_WITHIN_MS)),
      ]),
    )
    .where(
      sql<boolean>`exists (select from jsonb_array_elements(grants.document->'leases') as known
        where known->>'id' = lease.id and known->'state'->>'state' <> lease.state)`,
    )
    .execute();
  await followAll(
    deps,
    rows.map(({ id }) => id),
  );
}

async function followAll(deps: GrantDeps, grantIds: readonly string[]): Promise<void> {
  for (let from = 0; from < grantIds.length; from += PAGE)
    await followLeases(deps, await deps.leaseKeeper.leasesOfAll(grantIds.slice(from, from + PAGE)));
}

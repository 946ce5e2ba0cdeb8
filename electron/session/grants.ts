/**
 * Which of two tellings of a grant counts. Pure. A life only goes forward, so a late event never revives what has ended.
 */
import type { Grant, Status } from '../../shared/grant.ts';
import type { Told } from './state.ts';

const RANK: Readonly<Record<Status, number>> = { pending: 0, approved: 1, starting: 2, active: 3, ended: 4 };

/** Whether `next` replaces `known`. */
export function isNews(known: Told | undefined, next: Told): boolean {
  if (known === undefined) return true;
  const ahead = rankOf(next.grant) - rankOf(known.grant);
  return ahead === 0 ? next.serverNow >= known.serverNow : ahead > 0;
}

/** Extensions only come and are decided: a telling that knows less of them is older, whatever its clock says. */
function rankOf(grant: Grant): number {
  if (grant.status !== 'active') return RANK[grant.status];
  const decided = grant.extensions.filter(({ outcome }) => outcome !== 'pending').length;
  return RANK.active + (grant.extensions.length + decided) / 1000;
}

/** The device that holds it, or `null`. */
export function holderOf({ grant }: Told): string | null {
  return 'heldBy' in grant ? (grant.heldBy?.deviceId ?? null) : null;
}

/** How many ended grants are remembered, so that a late event does not revive one. */
const MOST_ENDED = 300;

/** All that live, and the ended ones told of last. */
export function prune(grants: ReadonlyMap<string, Told>): ReadonlyMap<string, Told> {
  const ended = [...grants.values()].filter(({ grant }) => grant.status === 'ended');
  if (ended.length <= MOST_ENDED) return grants;
  const kept = new Map(grants);
  const oldest = ended.sort((a, b) => a.serverNow - b.serverNow).slice(0, ended.length - MOST_ENDED);
  for (const { grant } of oldest) kept.delete(grant.id);
  return kept;
}

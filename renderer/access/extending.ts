/** Whether and how an active grant may be asked to end later, as far as this window can tell. The broker decides. Pure. */
import { DURATION_LADDER_SECONDS, SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import type { GrantIn } from '../../shared/grant.ts';
import type { ReviewNeed } from '../../shared/review-need.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import type { ProfileOffer } from '../../shared/profile.ts';

/** As many rungs as fit side by side. */
const MOST = 4;

export type Extending =
  | {
      readonly extending: 'open';
      /** By how much later it may end, in seconds, rising; never empty. */
      readonly rungs: readonly number[];
      readonly reasonRequired: boolean;
      readonly review: ReviewNeed | null;
    }
  /** One is asked for already. */
  | { readonly extending: 'waits' }
  /** The total is reached. */
  | { readonly extending: 'reached'; readonly totalSeconds: number }
  /** The profile has no later end. */
  | { readonly extending: 'never' };

export function extendingOf(grant: GrantIn<'active'>, offers: readonly ProfileOffer[]): Extending {
  if (pendingExtension(grant) !== null) return { extending: 'waits' };
  const roomSeconds = Math.floor((grant.latestEndAt - grant.expiresAt) / 1000);
  if (roomSeconds < SHORTEST_GRANT_SECONDS) {
    if (grant.extensions.every(({ outcome }) => outcome !== 'approved')) return { extending: 'never' };
    return { extending: 'reached', totalSeconds: Math.round((grant.latestEndAt - grant.startedAt) / 1000) };
  }
  const offer = offers.find(({ profile }) => profile.id === grant.profileId)?.offer;
  return {
    extending: 'open',
    rungs: rungsWithin(roomSeconds),
    reasonRequired: offer?.kind === 'open' && offer.reasonRequired,
    review: offer?.kind === 'open' ? offer.review : null,
  };
}

/** The ladder as far as there is room; the whole room where it is less than the first rung, or ends between two. */
export function rungsWithin(roomSeconds: number): readonly number[] {
  const rungs = DURATION_LADDER_SECONDS.filter((seconds) => seconds <= roomSeconds).slice(0, MOST);
  const rest = roomSeconds < 60 ? roomSeconds : Math.floor(roomSeconds / 60) * 60;
  return rungs.length === MOST || rungs.at(-1) === rest ? rungs : [...rungs, rest];
}

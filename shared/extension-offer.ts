/**
 * What one click on *Extend* asks for. Pure, from what the broker told of the grant and of the profile: 15 minutes, or what is left below the
 * profile's total.
 */
import { SHORTEST_GRANT_SECONDS } from './duration.ts';
import type { Grant } from './grant.ts';
import type { ProfileOffer } from './profile.ts';
import { pendingExtension } from './reviewing.ts';

export type ExtensionOffer =
  /** It is not active, or its end cannot be moved any further. */
  | { readonly kind: 'none' }
  /** One was asked for and waits for people. */
  | { readonly kind: 'waits' }
  | {
      readonly kind: 'open';
      readonly durationSeconds: number;
      /** Policy wants words: one click is not enough. */
      readonly reasonRequired: boolean;
      readonly asksForReview: boolean;
    };

const USUAL_SECONDS = 900;

/** `row`: what policy says of the profile now; without it nothing is known to be needed, and the broker says what is. */
export function extensionOffer(grant: Grant, row: ProfileOffer | undefined): ExtensionOffer {
  if (grant.status !== 'active') return { kind: 'none' };
  if (pendingExtension(grant) !== null) return { kind: 'waits' };
  const durationSeconds = Math.min(USUAL_SECONDS, roomSeconds(grant));
  if (durationSeconds < SHORTEST_GRANT_SECONDS) return { kind: 'none' };
  const offer = row?.offer.kind === 'open' ? row.offer : null;
  return {
    kind: 'open',
    durationSeconds,
    reasonRequired: offer?.reasonRequired ?? false,
    asksForReview: (offer?.review ?? null) !== null,
  };
}

/** By how many whole seconds the end may still be moved: whole minutes, where there is one. */
export function roomSeconds(grant: Extract<Grant, { status: 'active' }>): number {
  const seconds = Math.max(0, Math.floor((grant.latestEndAt - grant.expiresAt) / 1000));
  return seconds < 60 ? seconds : seconds - (seconds % 60);
}

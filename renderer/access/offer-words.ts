/** What a row of the list says of a profile and of what policy would answer now. Pure. */
import type { ProfileOffer } from '../../shared/profile.ts';
import { words } from '../words/words.ts';
import { describeDuration } from '../../shared/duration.ts';

export interface OfferWords {
  readonly tag: string;
  readonly tone: 'ok' | 'ask' | 'plain';
  /** The line under the tag. */
  readonly limit: string;
  /** The line under the name. */
  readonly where: string;
}

export function offerWords({ profile, offer }: ProfileOffer): OfferWords {
  const targets = [...new Set(profile.entitlements.map((one) => one.targetName))].join(', ');
  const where = [targets, profile.summary].filter((part) => part !== '').join(' · ');
  switch (offer.kind) {
    case 'refused':
      return { tag: words.profiles.notNow, tone: 'plain', limit: '', where: offer.sentence };
    case 'open': {
      const limit = words.profiles.upTo({ length: describeDuration(offer.longestSeconds) });
      if (offer.review === null) return { tag: words.profiles.atOnce, tone: 'ok', limit, where };
      const { count, group } = offer.review;
      return { tag: words.profiles.asks({ reviewers: count, group }), tone: 'ask', limit, where };
    }
  }
}

/**
 * The searchable form of the profiles: every distinct word once, with the profiles that hold it and where.
 * 10,000 profiles share a few thousand words, so a key press compares against those, not against the profiles.
 */
import type { ProfileOffer } from '../../shared/profile.ts';
import { fold, wordsOf } from './fold.ts';

/** Where a word stands in a profile, by how much it says: in the name (first word or later), or beside it. */
export const PLACES = { first: 0, name: 1, beside: 2 } as const;
type WordPlace = (typeof PLACES)[keyof typeof PLACES];

interface Word {
  readonly text: string;
  /** Profile number × 4 + place, rising. */
  readonly occurrences: readonly number[];
}

export interface ProfileIndex {
  /** Sorted by name; a profile's number is its place here. */
  readonly offers: readonly ProfileOffer[];
  readonly words: readonly Word[];
  /** The folded names, for phrases. */
  readonly names: readonly string[];
}

export function buildIndex(unsorted: readonly ProfileOffer[]): ProfileIndex {
  const { offers, names } = sortByName(unsorted);
  const found = new Map<string, number[]>();
  const add = (text: string, profile: number, place: WordPlace): void => {
    const code = profile * 4 + place;
    const occurrences = found.get(text);
    if (occurrences === undefined) found.set(text, [code]);
    // A word that stands in the name and again beside it counts at its best place, which is added first.
    else if (Math.floor((occurrences.at(-1) ?? -1) / 4) !== profile) occurrences.push(code);
  };
  offers.forEach(({ profile }, number) => {
    wordsOf(profile.name).forEach((word, at) => add(word, number, at === 0 ? PLACES.first : PLACES.name));
    for (const text of [profile.summary, profile.id, ...profile.entitlements.map((one) => one.targetName)]) {
      for (const word of wordsOf(text)) add(word, number, PLACES.beside);
    }
  });
  return { offers, names, words: [...found].map(([text, occurrences]) => ({ text, occurrences })) };
}

function sortByName(offers: readonly ProfileOffer[]): Pick<ProfileIndex, 'offers' | 'names'> {
  const named = offers.map((offer) => ({ offer, name: fold(offer.profile.name) }));
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { offers: named.map(({ offer }) => offer), names: named.map(({ name }) => name) };
}

/**
 * Finds profiles by what was typed: every word typed must be met, at its best place, slips of the finger forgiven
 * where too little is met without. Better matches first, then what one uses, then by name. Pure; no list is changed.
 */
import type { ProfileOffer } from '../../shared/profile.ts';
import { fold, wordsOf } from './fold.ts';
import { PLACES, type ProfileIndex } from './profile-index.ts';
import { allowedTypos, typosToPrefix } from './typos.ts';

export interface Use {
  readonly favourites: readonly string[];
  /** Latest first. */
  readonly recents: readonly string[];
}

// How well one typed word is met, by how the word is met and where it stands. Sums of a few stay far below PHRASE.
const EXACT = 100;
const PREFIX = 80;
const INSIDE = 40;
const TYPO = 30;
const PLACE_FACTOR = [1.2, 1, 0.5] as const;
const PHRASE = 60;
const FAVOURITE = 25;
const RECENT = 15;
/** Fewer profiles than this met by a typed word: look for slips of the finger, too. */
const FEW = 5;

/** The profiles that match, best first. An empty query matches all, in the order of the list. */
export function search(index: ProfileIndex, query: string, use: Use): readonly ProfileOffer[] {
  const typed = wordsOf(query);
  if (typed.length === 0) return index.offers;
  const size = index.offers.length;
  const total = new Float64Array(size);
  const met = new Uint8Array(size);
  typed.forEach((word, at) => {
    const scores = scoreWord(index, word);
    for (let profile = 0; profile < size; profile += 1) {
      const score = scores[profile] ?? 0;
      if (score > 0 && met[profile] === at) {
        met[profile] = at + 1;
        total[profile] = (total[profile] ?? 0) + score;
      }
    }
  });
  const hits: number[] = [];
  for (let profile = 0; profile < size; profile += 1) if (met[profile] === typed.length) hits.push(profile);
  addUse(index, hits, total, use);
  addPhrase(index, hits, total, fold(query).trim());
  return sortHits(index, hits, total);
}

/** How well each profile meets one typed word; 0 where it does not. */
function scoreWord(index: ProfileIndex, typed: string): Float64Array {
  const scores = new Float64Array(index.offers.length);
  let met = 0;
  const put = (occurrences: readonly number[], base: number): void => {
    for (const code of occurrences) {
      const profile = code >> 2;
      const score = base * (PLACE_FACTOR[code & 3] ?? PLACE_FACTOR[PLACES.beside]);
      const before = scores[profile] ?? 0;
      if (before === 0) met += 1;
      if (score > before) scores[profile] = score;
    }
  };
  for (const { text, occurrences } of index.words) {
    const at = text.indexOf(typed);
    if (at === 0) put(occurrences, text.length === typed.length ? EXACT : PREFIX);
    else if (at > 0 && typed.length > 1) put(occurrences, INSIDE);
  }
  const most = allowedTypos(typed.length);
  if (met >= FEW || most === 0) return scores;
  for (const { text, occurrences } of index.words) {
    const slips = typosToPrefix(typed, text, most);
    if (slips > 0 && slips <= most) put(occurrences, TYPO / slips);
  }
  return scores;
}

function addUse(index: ProfileIndex, hits: readonly number[], total: Float64Array, use: Use): void {
  const bonus = new Map<string, number>();
  use.recents.forEach((id, at) => bonus.set(id, RECENT * (1 - at / (use.recents.length + 1))));
  for (const id of use.favourites) bonus.set(id, (bonus.get(id) ?? 0) + FAVOURITE);
  if (bonus.size === 0) return;
  for (const hit of hits) {
    const more = bonus.get(index.offers[hit]?.profile.id ?? '');
    if (more !== undefined) total[hit] = (total[hit] ?? 0) + more;
  }
}

/** Words typed in the order of the name count more than the same words scattered. */
function addPhrase(index: ProfileIndex, hits: readonly number[], total: Float64Array, phrase: string): void {
  if (!phrase.includes(' ')) return;
  for (const hit of hits) {
    if (index.names[hit]?.includes(phrase) === true) total[hit] = (total[hit] ?? 0) + PHRASE;
  }
}

/** By score, then by name. Packed into one number per hit, which typed arrays sort without calling back. */
function sortHits(
  index: ProfileIndex,
  hits: readonly number[],
  total: Float64Array,
): readonly ProfileOffer[] {
  const size = index.offers.length;
  const packed = new Float64Array(hits.length);
  hits.forEach((hit, at) => (packed[at] = hit - Math.round((total[hit] ?? 0) * 16) * size));
  packed.sort();
  const sorted: ProfileOffer[] = [];
  for (const value of packed) {
    const offer = index.offers[((value % size) + size) % size];
    if (offer !== undefined) sorted.push(offer);
  }
  return sorted;
}

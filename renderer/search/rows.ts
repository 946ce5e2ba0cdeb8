/**
 * The rows of the list of profiles: headings and options in the order they are shown. Every profile stands once.
 */
import type { ProfileOffer } from '../../shared/profile.ts';
import type { ProfileIndex } from './profile-index.ts';
import { search, type Use } from './search.ts';

export type Group = 'favourites' | 'recent' | 'all';

export type Row =
  | { readonly row: 'heading'; readonly group: Group; readonly key: string }
  | {
      readonly row: 'option';
      readonly offer: ProfileOffer;
      /** Its place among the options, from 0. */
      readonly position: number;
      readonly group: Group | null;
      readonly key: string;
    };

/** How many of the latest profiles make a group of their own. */
const RECENTS_SHOWN = 5;

export function toRows(index: ProfileIndex, query: string, use: Use): readonly Row[] {
  if (query.trim() !== '') {
    return search(index, query, use).map((offer, position) => toOption(offer, position, null));
  }
  return toGroups(index, use);
}

function toGroups(index: ProfileIndex, use: Use): readonly Row[] {
  const first = new Set([...use.favourites, ...use.recents]);
  const known = new Map<string, ProfileOffer>();
  for (const offer of index.offers) if (first.has(offer.profile.id)) known.set(offer.profile.id, offer);
  const favourites = pick(known, use.favourites);
  const favoured = new Set(favourites.map((offer) => offer.profile.id));
  const recent = pick(
    known,
    use.recents.filter((id) => !favoured.has(id)),
  ).slice(0, RECENTS_SHOWN);
  const shown = new Set([...favourites, ...recent].map((offer) => offer.profile.id));
  const rest = shown.size === 0 ? index.offers : index.offers.filter((offer) => !shown.has(offer.profile.id));

  const rows: Row[] = [];
  let position = 0;
  const add = (group: Group, offers: readonly ProfileOffer[]): void => {
    if (offers.length === 0) return;
    if (group !== 'all' || rows.length > 0) rows.push({ row: 'heading', group, key: `heading ${group}` });
    for (const offer of offers) {
      rows.push(toOption(offer, position, group));
      position += 1;
    }
  };
  add('favourites', favourites);
  add('recent', recent);
  add('all', rest);
  return rows;
}

function pick(known: ReadonlyMap<string, ProfileOffer>, ids: readonly string[]): readonly ProfileOffer[] {
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
}

function toOption(offer: ProfileOffer, position: number, group: Group | null): Row {
  return { row: 'option', offer, position, group, key: offer.profile.id };
}

/** The rows to show for what is typed. The index is built once for each list of profiles, not with each key press. */
import { useMemo, useState } from 'react';
import type { ProfileOffer } from '../../shared/profile.ts';
import { buildIndex, type ProfileIndex } from '../search/profile-index.ts';
import { toRows, type Row } from '../search/rows.ts';
import { useFeed, useSnapshot } from '../store/stint.tsx';

let latest: { readonly offers: readonly ProfileOffer[]; readonly index: ProfileIndex } | null = null;

/** The index of a list, made once: the list never changes, it is replaced. */
function indexOf(offers: readonly ProfileOffer[]): ProfileIndex {
  if (latest?.offers !== offers) latest = { offers, index: buildIndex(offers) };
  return latest.index;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly options: number;
  readonly all: number;
  readonly favourites: ReadonlySet<string>;
}

export function useRows(query: string): Rows {
  const offers = useFeed((feed) => feed.offers);
  // Every snapshot brings new arrays; the same words in them are the same list.
  const favourites = useSteady(useSnapshot((snapshot) => snapshot.favourites));
  const recents = useSteady(useSnapshot((snapshot) => snapshot.recents));
  // Kept while one types: the whole list is the longest to make, and comes back with the last letter that is taken away.
  const whole = useMemo(
    () => toRows(indexOf(offers), '', { favourites, recents }),
    [offers, favourites, recents],
  );
  const rows = useMemo(
    () => (query.trim() === '' ? whole : toRows(indexOf(offers), query, { favourites, recents })),
    [whole, offers, query, favourites, recents],
  );
  const options = useMemo(() => rows.reduce((sum, row) => sum + (row.row === 'option' ? 1 : 0), 0), [rows]);
  const favoured = useMemo(() => new Set(favourites), [favourites]);
  return { rows, options, all: offers.length, favourites: favoured };
}

/** The list one had before, as long as it says the same. */
function useSteady(list: readonly string[]): readonly string[] {
  const [kept, keep] = useState(list);
  const same = kept.length === list.length && kept.every((one, at) => one === list[at]);
  if (!same) keep(list);
  return same ? kept : list;
}

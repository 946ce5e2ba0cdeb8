/** Search box and list of profiles, with what is shown instead while there is no list: loading, empty, nothing found. */
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useCallback, useMemo } from 'react';
import { LayersIcon, SearchIcon } from '../components/icons.tsx';
import { useActLoudly, useSay, useSnapshot, useStint, useView } from '../store/stint.tsx';
import { words } from '../words/words.ts';
import { moveOf, moveTo } from './list-keys.ts';
import { ProfileList, SEARCH_HEIGHT } from './profile-list.tsx';
import { ProfilesLoading } from './profiles-loading.tsx';
import { optionId } from './profile-row.tsx';
import { SearchBox } from './search-box.tsx';
import { useRows } from './use-rows.ts';

export interface ProfilesProps {
  readonly panel: RefObject<HTMLDivElement | null>;
  readonly input: RefObject<HTMLInputElement | null>;
}

const PAGE_ROWS = 6;

export function Profiles({ panel, input }: ProfilesProps): ReactElement {
  const { view } = useStint();
  const query = useView((now) => now.query);
  const activeProfile = useView((now) => now.activeProfile);
  const loading = useSnapshot((snapshot) => snapshot.profiles.loading);
  const { rows, options, all, favourites } = useRows(query);
  const favour = useFavour();

  const activeRow = useMemo(() => {
    const at = activeProfile === null ? -1 : rows.findIndex((row) => row.key === activeProfile);
    // While one types, the best match is meant unless the arrows say otherwise.
    return at === -1 && query.trim() !== '' && options > 0 ? 0 : at;
  }, [rows, activeProfile, query, options]);
  const active = rows[activeRow];

  const onQuery = useCallback(
    (next: string) => {
      view.setState({ query: next, activeProfile: null });
      if (next !== '') bringListUp(panel.current);
    },
    [view, panel],
  );
  const onOpen = useCallback(
    (profileId: string) => {
      const inList = document.activeElement?.getAttribute('role') === 'listbox';
      view.setState({
        requesting: profileId,
        prefill: null,
        activeProfile: profileId,
        returnTo: inList ? 'list' : 'search',
        scrollTop: panel.current?.scrollTop ?? 0,
      });
    },
    [view, panel],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const inText = event.currentTarget instanceof HTMLInputElement;
    const command = event.ctrlKey || event.metaKey;
    if (event.nativeEvent.isComposing || event.altKey) return;
    if (command) {
      if (event.key.toLowerCase() !== 'd' || active?.row !== 'option') return;
      event.preventDefault();
      favour(active.offer.profile.id, !favourites.has(active.offer.profile.id));
      return;
    }
    // The key that leads here is no search when one is here already.
    if (inText && event.key === '/' && query === '') event.preventDefault();
    const move = moveOf(event.key, inText);
    if (move !== null) {
      event.preventDefault();
      const row = rows[moveTo(rows, activeRow, move, PAGE_ROWS) ?? -1];
      if (row !== undefined) view.setState({ activeProfile: row.key });
    } else if (event.key === 'Enter' && active?.row === 'option') {
      event.preventDefault();
      onOpen(active.offer.profile.id);
    } else if (!inText && event.key.length === 1 && event.key !== ' ' && event.key !== '/') {
      // Typing in the list filters it: the letter goes to the search box.
      event.preventDefault();
      input.current?.focus();
      onQuery(query + event.key);
    }
  };

  return (
    <section className="region profiles" aria-label={words.profiles.region}>
      <SearchBox
        input={input}
        query={query}
        onQuery={onQuery}
        onKeyDown={onKeyDown}
        activeOption={active?.row === 'option' ? optionId(active.offer.profile.id) : undefined}
        found={options}
        all={all}
        hasList={options > 0}
      />
      {options > 0 ? (
        <ProfileList
          rows={rows}
          options={options}
          activeRow={activeRow}
          favourites={favourites}
          panel={panel}
          onOpen={onOpen}
          onFavour={favour}
          onKeyDown={onKeyDown}
        />
      ) : all > 0 ? (
        <div className="empty">
          <SearchIcon />
          <strong>{words.profiles.noMatch({ query: query.trim() })}</strong>
          <p>{words.profiles.noMatchHow}</p>
        </div>
      ) : loading ? (
        <ProfilesLoading />
      ) : (
        <div className="empty">
          <LayersIcon size={28} />
          <strong>{words.profiles.empty}</strong>
          <p>{words.profiles.emptyHow}</p>
        </div>
      )}
    </section>
  );
}

/** Marks or unmarks a favourite, and says so. */
export function useFavour(): (profileId: string, favourite: boolean) => void {
  const act = useActLoudly();
  const say = useSay();
  const { state } = useStint();
  return useCallback(
    (profileId, favourite) => {
      void act('profile:favour', { profileId, favourite }).then((answer) => {
        const name = state.getState().offers.find(({ profile }) => profile.id === profileId)?.profile.name;
        if (!answer.ok || name === undefined) return;
        say((favourite ? words.profiles.favoured : words.profiles.unfavoured)({ name }));
      });
    },
    [act, say, state],
  );
}

/** Where cards fill the panel, the matches would appear below its edge: the search box is brought to the top. */
export function bringListUp(panel: HTMLDivElement | null): void {
  const list = panel?.querySelector<HTMLElement>('.profiles');
  if (!panel || !list) return;
  const top = list.offsetTop;
  const low = top - panel.scrollTop > panel.clientHeight * 0.4;
  const inside = panel.scrollTop > top + SEARCH_HEIGHT;
  if (low || inside) panel.scrollTop = top;
}

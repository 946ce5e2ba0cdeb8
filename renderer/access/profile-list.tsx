/**
 * The list box `Access profiles`: only the rows in sight are in the page, however long the list. It scrolls with the
 * panel around it. The focus stays on the search box or on the list; `aria-activedescendant` says which option is meant.
 */
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import type { Row } from '../search/rows.ts';
import { words } from '../words/words.ts';
import { optionId, ProfileRow } from './profile-row.tsx';
import { HEADING_HEIGHT, rowHeight } from './row-height.ts';

/** What the sticky search box covers at the top of the panel, in pixels. */
export const SEARCH_HEIGHT = 46;
export const LIST_ID = 'access-profiles';

export interface ProfileListProps {
  readonly rows: readonly Row[];
  readonly options: number;
  /** The row the keyboard stands on; -1 for none. */
  readonly activeRow: number;
  readonly favourites: ReadonlySet<string>;
  readonly panel: RefObject<HTMLDivElement | null>;
  readonly onOpen: (profileId: string) => void;
  readonly onFavour: (profileId: string, favourite: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

export function ProfileList(props: ProfileListProps): ReactElement {
  const { rows, options, activeRow, favourites, panel, onOpen, onFavour, onKeyDown } = props;
  const list = useRef<HTMLDivElement>(null);
  const { top, width } = useBox(list, panel);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => panel.current,
    scrollMargin: top,
    scrollPaddingStart: SEARCH_HEIGHT,
    scrollPaddingEnd: 8,
    overscan: 4,
    getItemKey: useCallback((at: number) => rows[at]?.key ?? at, [rows]),
    estimateSize: useCallback(
      (at: number) => {
        const row = rows[at];
        return row?.row === 'option' ? rowHeight(row.offer.profile, width) : HEADING_HEIGHT;
      },
      [rows, width],
    ),
    // The option the keyboard stands on is always in the page, or `aria-activedescendant` would point nowhere.
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range);
        if (activeRow < 0 || seen.includes(activeRow)) return seen;
        return [...seen, activeRow].sort((a, b) => a - b);
      },
      [activeRow],
    ),
  });

  // A wider list may need fewer lines: the kept heights are thrown away.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, width]);
  useEffect(() => {
    if (activeRow >= 0) virtualizer.scrollToIndex(activeRow, { align: 'auto' });
  }, [virtualizer, activeRow]);

  const active = rows[activeRow];
  return (
    <div className="list-frame">
      <div
        ref={list}
        id={LIST_ID}
        role="listbox"
        aria-label={words.profiles.list}
        tabIndex={0}
        className="list"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
        {...(active?.row === 'option' ? { 'aria-activedescendant': optionId(active.offer.profile.id) } : {})}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const place = { top: item.start - top, height: item.size };
          if (row.row === 'heading') return <HeadingRow key={row.key} group={row.group} {...place} />;
          const { id } = row.offer.profile;
          return (
            <ProfileRow
              key={row.key}
              offer={row.offer}
              position={row.position}
              size={options}
              active={item.index === activeRow}
              favourite={favourites.has(id)}
              onOpen={onOpen}
              onFavour={onFavour}
              {...place}
            />
          );
        })}
      </div>
    </div>
  );
}

/** A heading is for the eye; each option says its own group where it matters. */
function HeadingRow(props: {
  group: keyof typeof words.profiles.groups;
  top: number;
  height: number;
}): ReactElement {
  const { group, top, height } = props;
  return (
    <div
      aria-hidden="true"
      className="row heading-row section-head"
      style={{ height, transform: `translateY(${String(top)}px)` }}
    >
      {words.profiles.groups[group]}
    </div>
  );
}

/** Where the list begins in the panel, and how wide it is; followed as the cards above it come and go. */
function useBox(
  list: RefObject<HTMLDivElement | null>,
  panel: RefObject<HTMLDivElement | null>,
): { readonly top: number; readonly width: number } {
  const [box, setBox] = useState({ top: 0, width: 380 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = list.current?.offsetTop ?? 0;
      const width = list.current?.clientWidth ?? 0;
      setBox((before) => (before.top === top && before.width === width ? before : { top, width }));
    };
    const sizes = new ResizeObserver(measure);
    const cards = new MutationObserver(() => observe());
    const observe = (): void => {
      measure();
      sizes.disconnect();
      if (panel.current) sizes.observe(panel.current);
      for (const card of panel.current?.firstElementChild?.children ?? []) sizes.observe(card);
    };
    observe();
    if (panel.current?.firstElementChild) cards.observe(panel.current.firstElementChild, { childList: true });
    return () => {
      sizes.disconnect();
      cards.disconnect();
    };
  }, [list, panel]);
  return box;
}

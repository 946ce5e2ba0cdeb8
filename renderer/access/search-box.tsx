/** The search box `Search profiles`. It leads the list: arrows and Enter go there while the focus stays here. */
import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { Button } from '../components/button.tsx';
import { CloseIcon, SearchIcon } from '../components/icons.tsx';
import { words } from '../words/words.ts';
import { LIST_ID } from './profile-list.tsx';

const HINT_ID = 'search-hint';

export interface SearchBoxProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly activeOption: string | undefined;
  readonly found: number;
  readonly all: number;
  readonly hasList: boolean;
}

export function SearchBox(props: SearchBoxProps): ReactElement {
  const { input, query, onQuery, onKeyDown, activeOption, found, all, hasList } = props;
  const searching = query.trim() !== '';
  return (
    <div className="search" role="search">
      <div className="box">
        <SearchIcon />
        <input
          ref={input}
          type="search"
          aria-label={words.profiles.search}
          placeholder={words.profiles.search}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          aria-keyshortcuts="/"
          aria-describedby={HINT_ID}
          {...(hasList ? { 'aria-controls': LIST_ID } : {})}
          {...(activeOption !== undefined && hasList ? { 'aria-activedescendant': activeOption } : {})}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {searching ? (
          <>
            <span className="small num" aria-hidden="true">
              {words.profiles.found({ matches: found, all })}
            </span>
            <Button look="quiet icon" aria-label={words.profiles.clear} onPress={() => onQuery('')}>
              <CloseIcon />
            </Button>
          </>
        ) : (
          <kbd className="key" aria-hidden="true">
            /
          </kbd>
        )}
        <span id={HINT_ID} className="visually-hidden">
          {words.profiles.hint}
        </span>
        <span role="status" className="visually-hidden">
          {searching ? words.profiles.foundAloud({ matches: found }) : ''}
        </span>
      </div>
    </div>
  );
}

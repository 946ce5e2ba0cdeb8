/** The Access tab: what is active, what waits, and every profile one may ask for. */
import type { ReactElement, RefObject } from 'react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useStint, useView } from '../store/stint.tsx';
import { ActiveAccess } from './active-access.tsx';
import { KeptFocus } from './kept-focus.tsx';
import { LIST_ID } from './profile-list.tsx';
import { bringListUp, Profiles } from './profiles.tsx';
import { Waiting } from './waiting.tsx';

export function AccessPanel({ panel }: { panel: RefObject<HTMLDivElement | null> }): ReactElement {
  const { view } = useStint();
  const input = useRef<HTMLInputElement>(null);
  const cards = useRef<HTMLDivElement>(null);
  const returnTo = useView((now) => now.returnTo);

  // Back from the form: where one was.
  useLayoutEffect(() => {
    if (panel.current) panel.current.scrollTop = view.getState().scrollTop;
  }, [panel, view]);
  useEffect(() => {
    if (returnTo === null) return;
    const list = document.getElementById(LIST_ID);
    if (returnTo === 'list' && list) list.focus({ preventScroll: true });
    else {
      input.current?.focus({ preventScroll: true });
      if (view.getState().searchAsked) bringListUp(panel.current);
    }
    view.setState({ returnTo: null, searchAsked: false });
  }, [returnTo, panel, view]);

  return (
    <div className="stack">
      <div ref={cards} className="cards">
        <ActiveAccess />
        <Waiting />
        <KeptFocus cards={cards} after={input} />
      </div>
      <Profiles panel={panel} input={input} />
    </div>
  );
}

/** Keeps the focus among the cards when a button goes with its card: on the next one, or on the search box after the last. */
import type { RefObject } from 'react';
import { useKeptFocus } from '../components/use-kept-focus.ts';
import { useSnapshot } from '../store/stint.tsx';

export interface KeptFocusProps {
  readonly cards: RefObject<HTMLElement | null>;
  readonly after: RefObject<HTMLElement | null>;
}

/** A component of its own, so that a changed card does not draw the list of profiles anew. */
export function KeptFocus({ cards, after }: KeptFocusProps): null {
  const live = useSnapshot((snapshot) => snapshot.live);
  useKeptFocus(cards, after, live);
  return null;
}

/** What a key means in the list of profiles, from the search box or from the list itself. Pure. */
import type { Row } from '../search/rows.ts';

export type ListMove = 'next' | 'previous' | 'first' | 'last' | 'page-down' | 'page-up';

const MOVES: Readonly<Record<string, ListMove>> = {
  ArrowDown: 'next',
  ArrowUp: 'previous',
  PageDown: 'page-down',
  PageUp: 'page-up',
};
const LIST_MOVES: Readonly<Record<string, ListMove>> = { ...MOVES, Home: 'first', End: 'last' };

/** In a box with text in it Home and End belong to the text. */
export function moveOf(key: string, inText: boolean): ListMove | null {
  return (inText ? MOVES : LIST_MOVES)[key] ?? null;
}

/** The row a move leads to, from the row the keyboard stands on (-1: none yet); `null` where there is no option. */
export function moveTo(rows: readonly Row[], from: number, move: ListMove, page: number): number | null {
  const options = rows.flatMap((row, at) => (row.row === 'option' ? [at] : []));
  if (options.length === 0) return null;
  const last = options.length - 1;
  const here = options.indexOf(from);
  const target = ((): number => {
    switch (move) {
      case 'next':
        return here + 1;
      case 'previous':
        return here === -1 ? last : here - 1;
      case 'page-down':
        return Math.max(here, 0) + page;
      case 'page-up':
        return here - page;
      case 'first':
        return 0;
      case 'last':
        return last;
    }
  })();
  return options[Math.min(last, Math.max(0, target))] ?? null;
}

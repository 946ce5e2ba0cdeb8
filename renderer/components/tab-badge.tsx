/** The number on a tab, for the eye; the tab's description says it in words. */
import type { ReactElement } from 'react';
import { number } from '../words/numbers.ts';

export function TabBadge({ count }: { count: number }): ReactElement | null {
  if (count === 0) return null;
  return (
    <span className="badge num" aria-hidden="true">
      {number(count)}
    </span>
  );
}

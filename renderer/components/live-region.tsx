/** The one polite live region: what was done, and the few moments of a countdown that matter. Seen by nobody, heard once. */
import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { becameDue } from '../access/aloud.ts';
import { useNow, useSay, useSnapshot, useView } from '../store/stint.tsx';

export function LiveRegion(): ReactElement {
  const { words, count } = useView((view) => view.spoken);
  return (
    <div className="visually-hidden" aria-live="polite" aria-atomic="true" role="status">
      <span key={count}>{words}</span>
    </div>
  );
}

/** Says the warnings of the countdown as they fall due, while the window is shown. */
export function CountdownAloud(): null {
  const live = useSnapshot((snapshot) => snapshot.live);
  const warnBefore = useSnapshot((snapshot) => snapshot.settings.warnBeforeMinutes);
  const say = useSay();
  const now = useNow();
  const before = useRef(now);
  useEffect(() => {
    const due = becameDue(live, warnBefore, before.current, now);
    before.current = now;
    if (due.length > 0) say(due.join('. '));
    // Time alone makes things due: a snapshot that changes within the same second must not say them twice.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, [now]);
  return null;
}

/** While the profiles come: the shape of rows for 300 ms at most, then words, for a wait that long needs a reason. */
import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import { useStint } from '../store/stint.tsx';
import { words } from '../words/words.ts';

const SKELETON_MS = 300;
const SHAPES = ['a', 'b', 'c', 'd', 'e'];

export function ProfilesLoading(): ReactElement {
  const { clock } = useStint();
  const [late, setLate] = useState(false);
  useEffect(() => clock.at(clock.now() + SKELETON_MS, () => setLate(true)), [clock]);
  if (late) {
    return (
      <div className="empty" role="status">
        <p>{words.profiles.asking}</p>
      </div>
    );
  }
  return (
    <div className="list-frame" aria-hidden="true">
      {SHAPES.map((shape) => (
        <div key={shape} className="skeleton" />
      ))}
    </div>
  );
}

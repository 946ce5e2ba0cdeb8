/** That others were told of access nobody had approved, and who has looked at it since. Nothing where nobody was told. */
import type { ReactElement } from 'react';
import type { GrantIn } from '../../shared/grant.ts';
import { Bar } from '../components/bar.tsx';
import { InboxIcon } from '../components/icons.tsx';
import { useNow } from '../store/stint.tsx';
import { nearTime } from '../words/times.ts';
import { words } from '../words/words.ts';

export function ToldLine({ grant: { afterwards } }: { grant: GrantIn<'active'> }): ReactElement | null {
  const now = useNow(60_000);
  if (afterwards === undefined) return null;
  const last = afterwards.reviews.at(-1);
  if (afterwards.outcome === 'pending' || last === undefined)
    return (
      <Bar tone="ask" icon={<InboxIcon />}>
        {words.afterwards.told({ group: afterwards.needs.group })}
      </Bar>
    );
  return (
    <p className="small muted">
      {words.afterwards.pastLookedAt({ name: last.by.name, when: nearTime(last.at, now) })}
    </p>
  );
}

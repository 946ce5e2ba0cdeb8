/** What became of asking for a later end: it waits, it was denied or lapsed, or the total is reached. Nothing where there is nothing to tell. */
import type { ReactElement } from 'react';
import type { GrantIn } from '../../shared/grant.ts';
import { pendingExtension } from '../../shared/reviewing.ts';
import { Bar } from '../components/bar.tsx';
import { InboxIcon, InfoIcon, WarningIcon } from '../components/icons.tsx';
import { extensionOutcome, extensionWaits } from '../words/extend-words.ts';
import type { Extending } from './extending.ts';
import { words } from '../words/words.ts';
import { describeDuration } from '../../shared/duration.ts';

export interface ExtensionLineProps {
  readonly grant: GrantIn<'active'>;
  readonly extending: Extending;
  /** Near the end it is said, too, where nothing can move it. */
  readonly soon: boolean;
}

export function ExtensionLine({ grant, extending, soon }: ExtensionLineProps): ReactElement | null {
  const pending = pendingExtension(grant);
  if (pending !== null)
    return (
      <Bar tone="ask" icon={<InboxIcon />}>
        {extensionWaits(pending)}
      </Bar>
    );
  const latest = grant.extensions.at(-1);
  const outcome = latest === undefined ? null : extensionOutcome(latest);
  if (outcome?.tone === 'bad')
    return (
      <Bar tone="bad" icon={<WarningIcon />}>
        {outcome.words}
      </Bar>
    );
  if (extending.extending === 'reached')
    return (
      <Bar tone="plain" icon={<InfoIcon />}>
        {words.extend.reached({ length: describeDuration(extending.totalSeconds) })}
      </Bar>
    );
  if (soon && extending.extending === 'never') return <p className="small muted">{words.extend.never}</p>;
  return null;
}

/** Reasons this person gave for the same profile lately: one press puts one into the field. Nothing is shown where there is none. */
import type { ReactElement } from 'react';
import { useId } from 'react';
import type { Receipt } from '../../shared/receipt.ts';
import { Button } from '../components/button.tsx';
import { useFeed } from '../store/stint.tsx';
import { words } from '../words/words.ts';

const MOST = 3;

/** The latest different ones, latest first. */
export function recentReasons(history: readonly Receipt[], profileId: string): readonly string[] {
  const given = history
    .filter(({ grant }) => grant.profileId === profileId)
    .map(({ grant }) => grant.reason.trim())
    .filter((reason) => reason !== '');
  return [...new Set(given)].slice(0, MOST);
}

export function RecentReasons(props: {
  readonly profileId: string;
  readonly onPick: (reason: string) => void;
}): ReactElement | null {
  const headId = useId();
  const history = useFeed((feed) => feed.history);
  const reasons = recentReasons(history, props.profileId);
  if (reasons.length === 0) return null;
  return (
    <div className="recent-reasons" role="group" aria-labelledby={headId}>
      <span id={headId} className="small muted">
        {words.request.recentReasons}
      </span>
      {reasons.map((reason) => (
        <Button key={reason} look="quiet" onPress={() => props.onPick(reason)}>
          <span className="one-line" title={reason}>
            {reason}
          </span>
        </Button>
      ))}
    </div>
  );
}

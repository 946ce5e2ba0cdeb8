/** An instant in near words, with the full instant as its tooltip. */
import type { ReactElement } from 'react';
import type { Instant } from '../../shared/instant.ts';
import { toRfc3339 } from '../../shared/instant.ts';
import { useNow } from '../store/stint.tsx';
import { fullInstant, nearTime } from '../words/times.ts';

const MINUTE_MS = 60_000;

export interface WhenProps {
  readonly at: Instant;
  readonly say?: (at: Instant, now: Instant) => string;
}

export function When({ at, say = nearTime }: WhenProps): ReactElement {
  const now = useNow(MINUTE_MS);
  return (
    <time className="num" dateTime={toRfc3339(at)} title={fullInstant(at)}>
      {say(at, now)}
    </time>
  );
}

/**
 * The time left: a ring that drains and steady digits. Amber near the end. Its role `timer` is not read aloud by itself;
 * the live region tells the few moments that matter.
 */
import type { ReactElement } from 'react';
import { countdownDigits } from '../../shared/duration.ts';
import type { Instant } from '../../shared/instant.ts';
import { useNow } from '../store/stint.tsx';
import { words } from '../words/words.ts';

const RADIUS = 26;
const ROUND = 2 * Math.PI * RADIUS;
/** Below this a step of the ring is wide enough to be seen, so that gliding is worth its drawing. */
const GLIDES_BELOW_MS = 60_000;

export interface RingProps {
  readonly until: Instant;
  readonly lengthMs: number;
  readonly tone: 'live' | 'warn' | 'elsewhere';
}

export function Ring({ until, lengthMs, tone }: RingProps): ReactElement {
  const left = Math.max(0, until - useNow());
  const share = lengthMs > 0 ? Math.min(1, left / lengthMs) : 0;
  const digits = countdownDigits(left);
  const classes = ['ring', tone, left < GLIDES_BELOW_MS ? 'glides' : ''].filter(Boolean).join(' ');
  return (
    <div className={classes}>
      <svg viewBox="0 0 58 58" aria-hidden="true">
        <circle cx="29" cy="29" r={RADIUS} />
        {share > 0 && (
          <circle
            className="left"
            cx="29"
            cy="29"
            r={RADIUS}
            transform="rotate(-90 29 29)"
            strokeDasharray={ROUND}
            strokeDashoffset={ROUND * (1 - share)}
          />
        )}
      </svg>
      <div
        role="timer"
        aria-label={words.active.timeLeft}
        className={digits.length > 5 ? 'digits long' : 'digits'}
      >
        {digits}
      </div>
    </div>
  );
}

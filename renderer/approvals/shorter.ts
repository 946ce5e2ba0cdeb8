/** The durations a reviewer may choose from instead of what was asked for. Pure. */
import { DURATION_LADDER_SECONDS, SHORTER_SECONDS } from '../../shared/duration.ts';

const RUNGS = [...SHORTER_SECONDS, ...DURATION_LADDER_SECONDS];
/** As many as fit side by side. */
const MOST = 4;

/** The nearest rungs below what is asked, rising; none where there is nothing shorter. */
export function shorterThan(askedSeconds: number): readonly number[] {
  return RUNGS.filter((seconds) => seconds < askedSeconds).slice(-MOST);
}

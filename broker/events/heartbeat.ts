/**
 * One clock for the signs of life of everybody, and only while there is somebody: a timer for each of thousands would wake the process all the
 * time. It knows nothing of what a beat does; one that takes longer than the interval holds up itself and nobody else.
 */
import type { Clock } from '../ports/clock.ts';

/** Never rejects. */
type Beat = () => Promise<void>;

export interface Heartbeat {
  /** Answers the undo. The first beat comes within the interval. */
  join(beat: Beat): () => void;
}

export function createHeartbeat(clock: Clock, everyMs: number): Heartbeat {
  const members = new Set<Beat>();
  const atIt = new Set<Beat>();
  let undo: (() => void) | undefined;

  function plan(): void {
    undo = clock.at(clock.now() + everyMs, () => {
      for (const beat of [...members]) {
        if (atIt.has(beat)) continue;
        atIt.add(beat);
        void beat().finally(() => atIt.delete(beat));
      }
      plan();
    });
  }

  return {
    join(beat) {
      members.add(beat);
      if (undo === undefined) plan();
      return () => {
        members.delete(beat);
        if (members.size > 0) return;
        undo?.();
        undo = undefined;
      };
    },
  };
}

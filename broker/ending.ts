/** How the broker is stopped: what was started is undone, latest first, once, and nothing more is begun after a stop was ordered. */
import type { Log } from './ports/log.ts';

/** Thrown to whoever is still starting when the broker is told to stop. Its end is no failure. */
export class StopAsked extends Error {}

export interface Ending {
  /** How to undo what was just started. */
  undoBy(undo: () => Promise<void> | void): void;
  /** Between the steps of starting: what is begun after a stop was ordered would be nobody's to undo. Throws {@link StopAsked}. */
  goOn(): void;
  /** Nothing more is begun from here on. */
  askToStop(): void;
  wasAsked(): boolean;
  /** Undoes it all; each gets its turn whatever became of the one before. Waits for `starting` first. */
  stop(starting: Promise<unknown>): Promise<void>;
}

export function createEnding(log: Log): Ending {
  const undos: (() => Promise<void> | void)[] = [];
  let asked = false;
  let stopping: Promise<void> | undefined;

  async function undoAll(starting: Promise<unknown>): Promise<void> {
    // A part that is just being started (a database server, say) can be stopped only once it is there.
    await starting.catch(() => undefined);
    for (const undo of undos.toReversed()) {
      try {
        await undo();
      } catch (error) {
        log.error({ err: error }, 'Stopping a part failed');
      }
    }
  }

  return {
    undoBy: (undo) => void undos.push(undo),
    goOn() {
      if (asked) throw new StopAsked();
    },
    askToStop() {
      asked = true;
    },
    wasAsked: () => asked,
    stop: (starting) => (stopping ??= undoAll(starting)),
  };
}

/**
 * Leaving: signing out or quitting. From its order on nothing more is started; all that is held is wiped, and the broker told, within a limit.
 */
import type { Source } from '../../shared/custody.ts';
import type { Clock } from '../ports/clock.ts';
import type { Copying } from './copying.ts';
import type { Ending } from './ending.ts';
import type { Flights } from './flights.ts';
import type { Telling } from './telling.ts';

export interface Leaving {
  /** For whoever stays in the app: wipes and releases all, then starts are possible again. */
  readonly endAll: (source: Source) => Promise<void>;
  /** For good: resolves when all is wiped and written down, at most after 10 s. */
  readonly quit: (source: Source, recovered: Promise<void>) => Promise<void>;
}

/** The whole of quitting, in ms. */
const QUIT_MS = 10_000;

export function createLeaving(deps: {
  readonly flights: Flights;
  readonly ending: Pick<Ending, 'releaseAll'>;
  readonly telling: Pick<Telling, 'settled'>;
  readonly copying: Pick<Copying, 'clear'>;
  readonly files: readonly { settled(): Promise<void> }[];
  readonly clock: Pick<Clock, 'after'>;
}): Leaving {
  const { flights, ending, telling, copying, files, clock } = deps;

  async function wipeAll(source: Source, recovered: Promise<void>): Promise<void> {
    // What a crash has left is known only then; a bug in it must not keep the rest from being wiped.
    await recovered.catch(() => undefined);
    await Promise.all([copying.clear('all'), ending.releaseAll(source)]);
    await flights.landed();
    await telling.settled();
    await Promise.all(files.map((file) => file.settled()));
  }

  return {
    async endAll(source) {
      const reopen = flights.close(source);
      try {
        await ending.releaseAll(source);
        await flights.landed();
        await telling.settled();
      } finally {
        reopen();
      }
    },
    async quit(source, recovered) {
      flights.close(source);
      await new Promise<void>((done) => {
        const undo = clock.after(QUIT_MS, done);
        void wipeAll(source, recovered).finally(() => {
          undo();
          done();
        });
      });
    },
  };
}

/**
 * Starts that are under way, so that whatever ends a grant meanwhile is heard by the start when its answer comes: it then holds nothing.
 */
import type { Source } from '../../shared/custody.ts';
import type { Undo } from '../ports/undo.ts';

export interface Flight {
  readonly grantId: string;
  /** What ended the grant while it was being started. */
  cancelledBy(): Source | null;
  /** Resolves when it is cancelled, for whoever waits for a person meanwhile. */
  readonly cancelled: Promise<void>;
  land(): void;
}

export interface Flights {
  begin(grantId: string): Flight;
  isUnderWay(grantId: string): boolean;
  /** Tells the start of a grant (`all`: every start) to hold nothing. Whether there was one. */
  cancel(grantId: string, source: Source): boolean;
  /** Resolves when no start is under way. */
  landed(): Promise<void>;
  /** Cancels every start, and from now on each that begins, until the answered undo: leaving must not be overtaken by a start. */
  close(source: Source): Undo;
  isClosed(): boolean;
}

interface UnderWay {
  cancelledBy: Source | null;
  cancel(source: Source): void;
}

export function createFlights(): Flights {
  const underWay = new Map<string, UnderWay>();
  const closers = new Map<symbol, Source>();
  let waiting: (() => void)[] = [];

  function cancel(grantId: string, source: Source): boolean {
    const flights = grantId === 'all' ? [...underWay.values()] : [underWay.get(grantId)];
    for (const flight of flights) flight?.cancel(source);
    return flights.some((flight) => flight !== undefined);
  }

  return {
    begin(grantId) {
      let isCancelled: () => void = () => undefined;
      const cancelled = new Promise<void>((resolve) => (isCancelled = resolve));
      const flight: UnderWay = {
        cancelledBy: null,
        cancel(source) {
          flight.cancelledBy ??= source;
          isCancelled();
        },
      };
      underWay.set(grantId, flight);
      for (const source of closers.values()) flight.cancel(source);
      return {
        grantId,
        cancelledBy: () => flight.cancelledBy,
        cancelled,
        land() {
          underWay.delete(grantId);
          if (underWay.size > 0) return;
          for (const done of waiting) done();
          waiting = [];
        },
      };
    },
    isUnderWay: (grantId) => underWay.has(grantId),
    cancel,
    async landed() {
      if (underWay.size > 0) await new Promise<void>((done) => waiting.push(done));
    },
    close(source) {
      const closer = Symbol();
      // SECURITY: leaving-holds-nothing
      closers.set(closer, source);
      cancel('all', source);
      return () => void closers.delete(closer);
    },
    isClosed: () => closers.size > 0,
  };
}

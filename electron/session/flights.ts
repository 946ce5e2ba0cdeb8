/**
 * Starts that are under way, so that whatever ends a grant meanwhile is heard by the start when its answer comes: it then holds nothing.
 */
import type { Source } from '../../shared/custody.ts';

export interface Flight {
  readonly grantId: string;
  /** What ended the grant while it was being started. */
  cancelledBy(): Source | null;
  land(): void;
}

export interface Flights {
  begin(grantId: string): Flight;
  isUnderWay(grantId: string): boolean;
  /** Tells the start of a grant (`all`: every start) to hold nothing. Whether there was one. */
  cancel(grantId: string, source: Source): boolean;
  /** Resolves when no start is under way. */
  landed(): Promise<void>;
}

export function createFlights(): Flights {
  const underWay = new Map<string, { cancelledBy: Source | null }>();
  let waiting: (() => void)[] = [];
  return {
    begin(grantId) {
      const flight: { cancelledBy: Source | null } = { cancelledBy: null };
      underWay.set(grantId, flight);
      return {
        grantId,
        cancelledBy: () => flight.cancelledBy,
        land() {
          underWay.delete(grantId);
          if (underWay.size > 0) return;
          for (const done of waiting) done();
          waiting = [];
        },
      };
    },
    isUnderWay: (grantId) => underWay.has(grantId),
    cancel(grantId, source) {
      const flights = grantId === 'all' ? [...underWay.values()] : [underWay.get(grantId)];
      for (const flight of flights) if (flight) flight.cancelledBy ??= source;
      return flights.some((flight) => flight !== undefined);
    },
    async landed() {
      if (underWay.size > 0) await new Promise<void>((done) => waiting.push(done));
    },
  };
}

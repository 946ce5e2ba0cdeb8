/**
 * Ends grants here: wipes first, then has the broker told. Works without the broker. Never lengthens anything, never asks before ending.
 */
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Result } from '../../shared/result.ts';
import type { BrokerError, Timed } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { Custodian, Over } from '../ports/custodian.ts';
import type { BrokerLink } from './broker-link.ts';
import type { Flights } from './flights.ts';
import { DONE, refuse, refuseByBroker } from './outcome.ts';
import { withEntry, type Busy, type Store } from './state.ts';
import type { Telling } from './telling.ts';
import { words } from '../words.ts';

export interface Ending {
  release(grantId: string, source: Source): Promise<Result<null>>;
  withdraw(grantId: string, source: Source): Promise<Result<null>>;
  /** Wipes all that is held here; the broker is being told when it resolves. */
  releaseAll(source: Source): Promise<void>;
  /** Wipes what is held of a grant that the broker has ended, shortened or given away. */
  endHere(grantId: string, source: Source, andTell: boolean): Promise<void>;
  /** It is over here, and wiped already: says so once. */
  finish(grantId: string, source: Source): void;
  /** Custody ended it by itself. */
  over(over: Over): void;
}

/** A grant that ends here this close to the broker's own end, in ms, is left for the broker to call expired. */
const SAME_END_MS = 2000;

export function createEnding(deps: {
  readonly store: Store;
  readonly custodian: Custodian;
  readonly link: BrokerLink;
  readonly flights: Flights;
  readonly telling: Telling;
  readonly clock: Clock;
  readonly apply: (grant: Timed<Grant>) => void;
  readonly onEnded: (grantId: string, source: Source, at: Instant) => void;
  readonly onError: (error: BrokerError) => void;
}): Ending {
  const { store, custodian, link, flights, telling, clock } = deps;

  function finish(grantId: string, source: Source, at: Instant): void {
    if (store.get().endedHere.has(grantId)) return;
    store.change({
      endedHere: withEntry(store.get().endedHere, grantId, { source, at }),
      busy: withEntry(store.get().busy, grantId, null),
    });
    deps.onEnded(grantId, source, at);
  }

  async function whileBusy<T>(grantId: string, busy: Busy, run: () => Promise<T>): Promise<T> {
    store.change({ busy: withEntry(store.get().busy, grantId, busy) });
    try {
      return await run();
    } finally {
      store.change({ busy: withEntry(store.get().busy, grantId, null) });
    }
  }

  function isHeld(grantId: string): boolean {
    return custodian.holdings().some((holding) => holding.grantId === grantId);
  }

  async function endHere(grantId: string, source: Source, andTell: boolean): Promise<void> {
    await whileBusy(grantId, 'releasing', () => custodian.wipe(grantId, source));
    finish(grantId, source, clock.read().wallAt);
    if (andTell) void telling.tell(grantId, source);
  }

  async function askBroker(
    grantId: string,
    source: Source,
    call: 'release' | 'withdraw',
  ): Promise<Result<null>> {
    const to = link.get();
    if (to === null) return refuse(words.act.signInFirst);
    const busy = call === 'release' ? 'releasing' : 'withdrawing';
    const answer = await whileBusy(grantId, busy, () => to.client[call](grantId, source));
    if (!answer.ok) {
      deps.onError(answer.error);
      return refuseByBroker(answer.error);
    }
    deps.apply(answer.value);
    return DONE;
  }

  async function withdraw(grantId: string, source: Source): Promise<Result<null>> {
    const grant = store.get().grants.get(grantId)?.grant;
    if (grant === undefined) return refuse(words.act.requestGone);
    if (grant.status === 'ended') return DONE;
    if (flights.isUnderWay(grantId) || grant.status === 'starting' || grant.status === 'active') {
      return refuse(words.act.releaseInstead);
    }
    return askBroker(grantId, source, 'withdraw');
  }

  return {
    async release(grantId, source) {
      const starting = flights.cancel(grantId, source);
      if (isHeld(grantId)) {
        await endHere(grantId, source, true);
        return DONE;
      }
      // The start hears of it, holds nothing, and tells the broker when its answer comes.
      if (starting) return DONE;
      const grant = store.get().grants.get(grantId)?.grant;
      if (grant === undefined) return refuse(words.act.accessGone);
      if (grant.status === 'ended' || store.get().endedHere.has(grantId)) return DONE;
      if (grant.status === 'pending' || grant.status === 'approved') return withdraw(grantId, source);
      return askBroker(grantId, source, 'release');
    },
    withdraw,
    async releaseAll(source) {
      flights.cancel('all', source);
      const held = new Set(custodian.holdings().map(({ grantId }) => grantId));
      await custodian.wipe('all', source);
      const at = clock.read().wallAt;
      for (const grantId of held) {
        finish(grantId, source, at);
        void telling.tell(grantId, source);
      }
    },
    endHere,
    finish: (grantId, source) => finish(grantId, source, clock.read().wallAt),
    over({ grantId, source, at }) {
      if (flights.cancel(grantId, source)) return;
      finish(grantId, source, at);
      const told = store.get().grants.get(grantId);
      if (told?.grant.status !== 'active' || (source !== 'time' && source !== 'sweep')) return;
      const brokerNow = clock.read().wallAt + told.offsetMs;
      if (told.grant.expiresAt - brokerNow > SAME_END_MS) void telling.tell(grantId, source);
    },
  };
}

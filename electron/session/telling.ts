/**
 * Tells the broker of ends that have already happened here, and again until it knows. Telling twice does no harm. Never wipes, never decides.
 */
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import type { ProblemCode } from '../../shared/problem.ts';
import type { BrokerError, Timed } from '../ports/broker-client.ts';
import type { Clock } from '../ports/clock.ts';
import type { BrokerLink } from './broker-link.ts';
import type { Flights } from './flights.ts';
import type { Outbox, Untold } from './outbox.ts';
import type { Store } from './state.ts';

export interface Telling {
  /** Writes the end down, then tells it. Resolves when the broker knows or could not be reached this time. */
  tell(grantId: string, source: Source): Promise<void>;
  /** Tells all that the present broker has not been told. */
  flush(): Promise<void>;
  /** Resolves when nothing is being told. */
  settled(): Promise<void>;
}

/** Answers after which there is nothing left to tell. */
const KNOWN: readonly ProblemCode[] = [
  'not-found',
  'wrong-status',
  'forbidden',
  'held-by-other-device',
  'malformed-request',
];
/** With the stream up and a release refused for the moment: when to tell again, in ms. */
const AGAIN_MS = 15_000;

export function createTelling(deps: {
  readonly store: Store;
  readonly link: BrokerLink;
  readonly outbox: Outbox;
  readonly flights: Flights;
  readonly clock: Clock;
  /** Whose access is held here: who was signed in last, and where. */
  readonly owner: () => Pick<Untold, 'brokerUrl' | 'personId'> | null;
  readonly apply: (grant: Timed<Grant>) => void;
  readonly onError: (error: BrokerError) => void;
}): Telling {
  const { store, link, outbox } = deps;
  const underWay = new Map<string, Promise<void>>();
  let planned = false;

  /** Somebody else would be refused, and the end would count as told. */
  function isOurs({ brokerUrl, personId }: Untold): boolean {
    const { session } = store.get();
    if (link.get()?.brokerUrl !== brokerUrl) return false;
    return personId === null || (session.session === 'signed-in' && session.person.id === personId);
  }

  async function deliver(one: Untold): Promise<void> {
    const to = link.get();
    // SECURITY: end-told-by-its-person
    if (to === null || !isOurs(one)) return;
    const { grantId, source } = one;
    const answer = await to.client.release(grantId, source);
    if (answer.ok) {
      outbox.remove(grantId);
      if (link.get() === to) deps.apply(answer.value);
      return;
    }
    if (answer.error.kind === 'problem' && KNOWN.includes(answer.error.problem.code)) {
      outbox.remove(grantId);
      return;
    }
    deps.onError(answer.error);
    planAgain();
  }

  /** While the stream is down, its coming back is what flushes. */
  function planAgain(): void {
    if (planned || store.get().connection.connection !== 'connected') return;
    planned = true;
    deps.clock.after(AGAIN_MS, () => {
      planned = false;
      void flush();
    });
  }

  function once(grantId: string, run: () => Promise<void>): Promise<void> {
    const known = underWay.get(grantId);
    if (known !== undefined) return known;
    const running = run().finally(() => underWay.delete(grantId));
    underWay.set(grantId, running);
    return running;
  }

  async function flush(): Promise<void> {
    const due = outbox.all().filter(({ grantId }) => !deps.flights.isUnderWay(grantId));
    await Promise.all(due.map((one) => once(one.grantId, () => deliver(one))));
  }

  return {
    tell: (grantId, source) =>
      once(grantId, async () => {
        const here = { brokerUrl: link.get()?.brokerUrl ?? store.get().session.brokerUrl, personId: null };
        const one = { grantId, source, ...(deps.owner() ?? here) };
        await outbox.add(one);
        await deliver(one);
      }),
    flush,
    async settled() {
      await Promise.all(underWay.values());
    },
  };
}

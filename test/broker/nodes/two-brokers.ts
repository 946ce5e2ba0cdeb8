// Two brokers on one storage, as two nodes are: one clock and one set of targets, everything else apart.
import { entries } from '../grants/revoking.ts';
import { REVIEW_YAML } from '../grants/reviewing.ts';
import { startTestBroker, type TestBroker } from '../test-broker.ts';
import type { TestStorage } from '../test-storage.ts';

export interface TwoBrokers {
  readonly one: TestBroker;
  readonly two: TestBroker;
  /** Starts a third. */
  another(): Promise<TestBroker>;
  /** Entries of the audit with this action, by subject. */
  audited(action: string): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

export async function startTwoBrokers(storage: TestStorage): Promise<TwoBrokers> {
  const access = await storage.fresh();
  const one = await startTestBroker({ access, yaml: REVIEW_YAML });
  const { clock, leases, tokensFolder } = one;
  const another = (): Promise<TestBroker> =>
    startTestBroker({ access, yaml: REVIEW_YAML, clock, leases, tokensFolder });
  const two = await another();
  return {
    one,
    two,
    another,
    async audited(action) {
      const counts = new Map<string, number>();
      for (const { subject } of await entries(one, action))
        counts.set(String(subject), (counts.get(String(subject)) ?? 0) + 1);
      return counts;
    },
    async stop() {
      await two.stop();
      await one.stop();
    },
  };
}

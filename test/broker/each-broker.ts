// One storage for the tests of a file, and a broker on a fresh database of it for each of them.
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startTestBroker, type TestBroker, type TestBrokerOptions } from './test-broker.ts';
import { startTestStorage, type TestStorage } from './test-storage.ts';

/** Before each test `use` is given its broker. Answers the storage, for tests that need another database or broker. */
export function eachBroker(
  use: (broker: TestBroker) => void,
  options: Omit<TestBrokerOptions, 'access'> = {},
  start: (options: TestBrokerOptions) => Promise<TestBroker> = startTestBroker,
): Pick<TestStorage, 'fresh'> {
  let storage: TestStorage;
  let broker: TestBroker;
  beforeAll(async () => void (storage = await startTestStorage()));
  afterAll(() => storage.stop());
  beforeEach(async () => {
    broker = await start({ ...options, access: await storage.fresh() });
    use(broker);
  });
  afterEach(() => broker.stop());
  return { fresh: () => storage.fresh() };
}

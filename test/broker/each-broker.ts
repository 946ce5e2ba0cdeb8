// One storage for the tests of a file, a broker on a fresh database of it for each of them, and another beside that one.
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

/** Another on the same storage, with the same clock and leases, by other files; the first one goes on. */
export async function withAnother(
  { access, clock, leases, tokensFolder }: TestBroker,
  files: Pick<TestBrokerOptions, 'yaml' | 'cedar'>,
  run: (other: TestBroker) => Promise<void>,
): Promise<void> {
  const other = await startTestBroker({ access, clock, leases, tokensFolder, ...files });
  try {
    await run(other);
  } finally {
    await other.stop();
  }
}

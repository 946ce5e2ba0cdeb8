/**
 * Many questions of the same kind become one: those that come while a query is under way wait for the next one, together. Each is answered by a
 * query that began after it was asked, so that nothing is older than it would be alone; and nothing is kept.
 */
interface Waiting<V> {
  readonly promise: Promise<V | undefined>;
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** One that hangs must not hold up everybody. */
const MOST_UNDER_WAY = 2;
const MOST_AT_ONCE = 200;

export function createBatch<V>(
  find: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): (key: string) => Promise<V | undefined> {
  let waiting = new Map<string, Waiting<V>>();
  let underWay = 0;
  let planned = false;

  function plan(): void {
    if (planned || underWay >= MOST_UNDER_WAY || waiting.size === 0) return;
    planned = true;
    // After those who ask in the same breath: they go along.
    queueMicrotask(() => {
      planned = false;
      void ask();
    });
  }

  async function ask(): Promise<void> {
    const entries = [...waiting];
    const asked = entries.slice(0, MOST_AT_ONCE);
    waiting = new Map(entries.slice(MOST_AT_ONCE));
    underWay += 1;
    plan();
    try {
      const found = await find(asked.map(([key]) => key));
      for (const [key, { resolve }] of asked) resolve(found.get(key));
    } catch (error) {
      for (const [, { reject }] of asked) reject(error);
    } finally {
      underWay -= 1;
      plan();
    }
  }

  return (key) => {
    const known = waiting.get(key);
    if (known !== undefined) return known.promise;
    const { promise, resolve, reject } = Promise.withResolvers<V | undefined>();
    waiting.set(key, { promise, resolve, reject });
    plan();
    return promise;
  };
}

/** Runs what has the same name one after the other, in the order it was asked for. Across processes the database's locks do that. */
export type OneAtATime = <T>(name: string, run: () => Promise<T>) => Promise<T>;

export function createOneAtATime(): OneAtATime {
  const tails = new Map<string, Promise<unknown>>();
  return async (name, run) => {
    const before = tails.get(name) ?? Promise.resolve();
    // Whether the one before failed is its caller's affair.
    const result = before.then(run, run);
    const tail = result.catch(() => undefined);
    tails.set(name, tail);
    try {
      return await result;
    } finally {
      if (tails.get(name) === tail) tails.delete(name);
    }
  };
}

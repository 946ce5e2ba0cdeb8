/** Runs what has the same name one after the other, in the order it was asked for. Across processes the database's locks do that. */
export interface OneAtATime {
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Whether something of this name runs or waits. */
  isBusy(name: string): boolean;
  /** Resolves when all that runs or waits now is done. */
  settled(): Promise<void>;
}

export function createOneAtATime(): OneAtATime {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(name, work) {
      const before = tails.get(name) ?? Promise.resolve();
      // Whether the one before failed is its caller's affair.
      const result = before.then(work, work);
      const tail = result.catch(() => undefined);
      tails.set(name, tail);
      try {
        return await result;
      } finally {
        if (tails.get(name) === tail) tails.delete(name);
      }
    },
    isBusy: (name) => tails.has(name),
    async settled() {
      await Promise.all(tails.values());
    },
  };
}

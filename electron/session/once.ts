/**
 * Makes two orders of the same thing one: while the first is under way, the second gets the first one's answer.
 */
export interface Once<T> {
  run(name: string, work: () => Promise<T>): Promise<T>;
  isUnderWay(name: string): boolean;
}

export function createOnce<T>(): Once<T> {
  const underWay = new Map<string, Promise<T>>();
  return {
    run(name, work) {
      const known = underWay.get(name);
      if (known !== undefined) return known;
      const running = work().finally(() => underWay.delete(name));
      underWay.set(name, running);
      return running;
    },
    isUnderWay: (name) => underWay.has(name),
  };
}

/** One thing at a time per lease: a wipe waits for the taking it overtook, and two wipes of one lease never meet. */
export interface Turns {
  run<T>(leaseId: string, act: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const tails = new Map<string, Promise<unknown>>();
  return {
    run: (leaseId, act) => {
      const turn = (tails.get(leaseId) ?? Promise.resolve()).then(act);
      const tail = turn
        .catch(() => undefined)
        .then(() => {
          if (tails.get(leaseId) === tail) tails.delete(leaseId);
        });
      tails.set(leaseId, tail);
      return turn;
    },
  };
}

/** The feed within one broker process. A listener that throws harms no other. */
import type { Feed } from '../ports/feed.ts';

export function createInProcessFeed(onError: (error: unknown) => void): Feed {
  const listeners = new Set<{ readonly personId: string; readonly listener: () => void }>();
  return {
    publish(personId) {
      for (const entry of [...listeners]) {
        if (personId !== null && entry.personId !== personId) continue;
        try {
          entry.listener();
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(personId, listener) {
      const entry = { personId, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

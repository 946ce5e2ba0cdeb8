/** The feed within one broker process. A listener that throws harms no other. */
import type { Feed } from '../ports/feed.ts';

export function createInProcessFeed(onError: (error: unknown) => void): Feed {
  const listeners = new Set<{
    readonly id: string;
    readonly groups: readonly string[];
    readonly listener: () => void;
  }>();
  return {
    publish({ personId, group }) {
      for (const entry of [...listeners]) {
        if (entry.id !== personId && (group === null || !entry.groups.includes(group))) continue;
        try {
          entry.listener();
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe({ id, groups }, listener) {
      const entry = { id, groups, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}

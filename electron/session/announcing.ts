/**
 * What is said to people outside the window: notices, and their end when what they tell of is over. It shows nothing itself.
 */
import type { CoreNotice } from '../ports/core.ts';
import type { Undo } from '../ports/undo.ts';
import { troubleNotice } from './notices.ts';
import { addTrouble, type Store } from './state.ts';

export interface Announcing {
  readonly notify: (notice: CoreNotice) => void;
  /** What the notice with this id tells of is no longer so. */
  readonly takeBack: (noticeId: string) => void;
  /** Something went wrong that nobody would see in the window: said there, and by a notice. */
  readonly trouble: (id: string, title: string, sentence: string) => void;
  readonly onNotice: (listener: (notice: CoreNotice) => void) => Undo;
  readonly onNoticeOver: (listener: (noticeId: string) => void) => Undo;
}

export function createAnnouncing(store: Store): Announcing {
  const listeners = new Set<(notice: CoreNotice) => void>();
  const overListeners = new Set<(noticeId: string) => void>();
  const notify = (notice: CoreNotice): void => {
    for (const listener of [...listeners]) listener(notice);
  };
  return {
    notify,
    takeBack(noticeId) {
      for (const listener of [...overListeners]) listener(noticeId);
    },
    trouble(id, title, sentence) {
      addTrouble(store, { id, sentence, dismissible: true });
      notify(troubleNotice(id, title, sentence));
    },
    onNotice(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onNoticeOver(listener) {
      overListeners.add(listener);
      return () => void overListeners.delete(listener);
    },
  };
}

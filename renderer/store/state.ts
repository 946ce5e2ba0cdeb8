/**
 * The zustand store over the feed: asks main once, then only follows. Components read it; only main writes it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { StintBridge } from '../../shared/bridge.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { accept, EMPTY_FEED, lacksLists, type Feed } from './feed.ts';

export interface StateStore {
  readonly store: StoreApi<Feed>;
  /** Starts following; answers its own undo. */
  follow(): () => void;
}

export function createStateStore(bridge: StintBridge): StateStore {
  const store = createStore<Feed>()(() => EMPTY_FEED);
  let asking = false;

  const take = (snapshot: Snapshot): void => {
    store.setState(accept(store.getState(), snapshot), true);
    if (lacksLists(store.getState())) void ask();
  };

  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const answer = await bridge.call('state:get', {});
      if (answer.ok) store.setState(accept(store.getState(), answer.value), true);
    } catch {
      // Main tells by itself whenever something changes; there is nothing to add here.
    } finally {
      asking = false;
    }
  };

  return {
    store,
    follow: () => {
      const undo = bridge.onState(take);
      void ask();
      return undo;
    },
  };
}

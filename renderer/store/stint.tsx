/**
 * What every component may reach: the state main feeds, the view of this window, the ticker, and the way to act.
 * Put together once in main.tsx and handed down by context.
 */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { Instant } from '../../shared/instant.ts';
import { describeCallError } from '../../shared/result.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Act } from '../bridge.ts';
import type { Clock } from '../clock.ts';
import type { Feed } from './feed.ts';
import type { StateStore } from './state.ts';
import type { Ticker } from './ticker.ts';
import { say, type View, type ViewStore } from './view.ts';
import { words } from '../words/words.ts';

export interface Stint {
  readonly state: StateStore['store'];
  readonly view: ViewStore;
  readonly ticker: Ticker;
  readonly clock: Clock;
  readonly act: Act;
}

const Context = createContext<Stint | null>(null);
export const StintProvider = Context.Provider;

export function useStint(): Stint {
  const stint = useContext(Context);
  if (stint === null) throw new Error('A component of Stint is used outside StintProvider.');
  return stint;
}

export function useFeed<T>(select: (feed: Feed) => T): T {
  return useStore(useStint().state, select);
}

/** A part of the snapshot. Only for components that are shown once there is one. */
export function useSnapshot<T>(select: (snapshot: Snapshot) => T): T {
  return useFeed((feed) => {
    if (feed.snapshot === null) throw new Error('The snapshot is read before it came.');
    return select(feed.snapshot);
  });
}

export function useView<T>(select: (view: View) => T): T {
  return useStore(useStint().view, select);
}

/** Something that follows from "now": the component is drawn again only when it changes. */
export function useTicked<T extends string | number | boolean>(select: (now: Instant) => T): T {
  const { ticker } = useStint();
  return useSyncExternalStore(ticker.subscribe, () => select(ticker.now()));
}

const COUNTDOWN_STEP_MS = 1000;

/** Now, in steps: a component that shows minutes is drawn once a minute. */
export function useNow(stepMs = COUNTDOWN_STEP_MS): Instant {
  // A countdown never shows more than is left; "3 min ago" never runs ahead.
  const round = stepMs === COUNTDOWN_STEP_MS ? Math.ceil : Math.floor;
  return useTicked((now) => round(now / stepMs) * stepMs);
}

/** Acts, and shows a refusal on top of the window: for buttons that have no place of their own for it. */
export function useActLoudly(): Act {
  const { act, view } = useStint();
  return useCallback(
    async (call, payload) => {
      const answer = await act(call, payload);
      const failed = !answer.ok && answer.error.kind !== 'cancelled';
      view.setState({ problem: failed ? describeCallError(answer.error, words) : null });
      return answer;
    },
    [act, view],
  );
}

export function useSay(): (words: string) => void {
  const { view } = useStint();
  return useCallback((words) => view.setState((current) => say(current, words)), [view]);
}

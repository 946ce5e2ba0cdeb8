/**
 * The one feed to the window: the whole snapshot, newest only, at most one per frame of the screen. The long list of profiles is
 * left out where the window has it already. Never sends to a window that has not asked for the state first.
 */
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import type { Core } from '../ports/core.ts';
import type { Undo } from '../ports/undo.ts';

const SHORTEST_PAUSE_MS = 16;

export interface StateFeedDeps {
  readonly core: Pick<Core, 'snapshot' | 'onChange'>;
  readonly clock: Pick<Clock, 'after'>;
  /** Sends to the window's page; does nothing while there is none. */
  readonly send: (snapshot: Snapshot) => void;
}

export interface StateFeed {
  /** The whole state, for a page that begins to follow. */
  readonly first: () => Snapshot;
  /** The page is gone or was loaded anew: nothing is sent until it asks. */
  readonly forgetPage: () => void;
  readonly stop: Undo;
}

export function createStateFeed({ core, clock, send }: StateFeedDeps): StateFeed {
  let page: { offersRevision: number; sentRevision: number } | undefined;
  let endPause: Undo | undefined;

  const sendNewest = (): void => {
    if (page === undefined) return;
    const snapshot = core.snapshot();
    if (snapshot.revision === page.sentRevision) return;
    const hasOffers = snapshot.profiles.revision === page.offersRevision;
    page = { offersRevision: snapshot.profiles.revision, sentRevision: snapshot.revision };
    send(hasOffers ? { ...snapshot, profiles: { ...snapshot.profiles, offers: null } } : snapshot);
    endPause = clock.after(SHORTEST_PAUSE_MS, () => {
      endPause = undefined;
      sendNewest();
    });
  };

  const stopListening = core.onChange(() => {
    if (endPause === undefined) sendNewest();
  });

  return {
    first: () => {
      const snapshot = core.snapshot();
      page = { offersRevision: snapshot.profiles.revision, sentRevision: snapshot.revision };
      return snapshot;
    },
    forgetPage: () => {
      page = undefined;
    },
    stop: () => {
      stopListening();
      endPause?.();
      endPause = undefined;
      page = undefined;
    },
  };
}

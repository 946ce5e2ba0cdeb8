/**
 * The one feed to the window: the whole snapshot, newest only, at most one per frame of the screen. The long lists (profiles,
 * receipts) are left out where the window has them already. Never sends to a window that has not asked for the state first.
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

/** What the page has been sent. */
interface Page {
  readonly offersRevision: number;
  readonly historyRevision: number;
  readonly sentRevision: number;
}

function toPage({ profiles, historyRevision, revision }: Snapshot): Page {
  return { offersRevision: profiles.revision, historyRevision, sentRevision: revision };
}

export function createStateFeed({ core, clock, send }: StateFeedDeps): StateFeed {
  let page: Page | undefined;
  let endPause: Undo | undefined;

  const sendNewest = (): void => {
    if (page === undefined) return;
    const snapshot = core.snapshot();
    if (snapshot.revision === page.sentRevision) return;
    const { profiles, history } = snapshot;
    const hasOffers = profiles.revision === page.offersRevision;
    const hasHistory = snapshot.historyRevision === page.historyRevision;
    page = toPage(snapshot);
    send({
      ...snapshot,
      profiles: hasOffers ? { ...profiles, offers: null } : profiles,
      history: hasHistory ? null : history,
    });
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
      page = toPage(snapshot);
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

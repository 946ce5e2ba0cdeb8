/**
 * What the window knows of the world: the last snapshot, and the last lists of profiles and receipts that came with one.
 * Fed by main alone; nothing the window does changes it directly.
 */
import type { ProfileOffer } from '../../shared/profile.ts';
import type { Receipt } from '../../shared/receipt.ts';
import type { Snapshot } from '../../shared/snapshot.ts';

export interface Feed {
  readonly snapshot: Snapshot | null;
  readonly offers: readonly ProfileOffer[];
  /** The revision of `offers`; -1 before the first list came. */
  readonly offersRevision: number;
  readonly history: readonly Receipt[];
  /** The revision of `history`; -1 before the first list came. */
  readonly historyRevision: number;
}

export const EMPTY_FEED: Feed = {
  snapshot: null,
  offers: [],
  offersRevision: -1,
  history: [],
  historyRevision: -1,
};

/** The next state of the feed; the very same object where the snapshot is older or brings nothing. */
export function accept(feed: Feed, snapshot: Snapshot): Feed {
  const { offers, revision } = snapshot.profiles;
  const { history, historyRevision } = snapshot;
  const current = feed.snapshot?.revision ?? -1;
  const bringsMissing =
    (offers !== null && revision > feed.offersRevision) ||
    (history !== null && historyRevision > feed.historyRevision);
  if (snapshot.revision < current) return feed;
  if (snapshot.revision === current && !bringsMissing) return feed;
  const next = history === null ? { ...feed, snapshot } : { ...feed, snapshot, history, historyRevision };
  if (offers === null || revision === feed.offersRevision) return next;
  return { ...next, offers, offersRevision: revision };
}

/** Whether the snapshot speaks of a list that never reached this window, so that it must ask for the whole state. */
export function lacksLists({ snapshot, offersRevision, historyRevision }: Feed): boolean {
  if (snapshot === null) return false;
  return snapshot.profiles.revision > offersRevision || snapshot.historyRevision > historyRevision;
}

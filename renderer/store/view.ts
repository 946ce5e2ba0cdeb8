/**
 * What only this window knows: which page is open, what is typed, what was said. Gone when the window goes.
 * It never holds a token or anything the broker would have to believe.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Prefill } from '../../shared/deep-link.ts';
import type { Place } from '../../shared/snapshot.ts';

export const TABS = ['access', 'approvals', 'history', 'settings'] as const;
export type Tab = (typeof TABS)[number];

export interface View {
  readonly tab: Tab;
  /** The profile whose request form is open, in place of the tabs. */
  readonly requesting: string | null;
  /** What a link filled the form with, until it is closed. */
  readonly prefill: Prefill | null;
  readonly query: string;
  /** The option the keyboard stands on. */
  readonly activeProfile: string | null;
  /** Where the focus goes back to after the form. */
  readonly returnTo: 'search' | 'list' | null;
  /** The search box was asked for by its key, so it must be in sight. */
  readonly searchAsked: boolean;
  readonly scrollTop: number;
  readonly openReceipt: string | null;
  /** The grant whose review main asked to show, until it is shown. */
  readonly openReview: string | null;
  /** A sentence about an act that failed, until dismissed or replaced. */
  readonly problem: string | null;
  /** What the live region says; the number makes the same words heard again. */
  readonly spoken: { readonly words: string; readonly count: number };
  /** The last `goTo.count` of main that was followed. */
  readonly followed: number;
}

export type ViewStore = StoreApi<View>;

export const FIRST_VIEW: View = {
  tab: 'access',
  requesting: null,
  prefill: null,
  query: '',
  activeProfile: null,
  returnTo: 'search',
  searchAsked: false,
  scrollTop: 0,
  openReceipt: null,
  openReview: null,
  problem: null,
  spoken: { words: '', count: 0 },
  followed: 0,
};

export function createViewStore(): ViewStore {
  return createStore<View>()(() => FIRST_VIEW);
}

/** The view after main asked to show a place; the same object when it was followed before. */
export function followPlace(view: View, goTo: { readonly place: Place; readonly count: number }): View {
  if (goTo.count <= view.followed) return view;
  return { ...showPlace(view, goTo.place), followed: goTo.count };
}

function showPlace(view: View, place: Place): View {
  switch (place.place) {
    case 'access':
      return { ...view, tab: 'access', requesting: null };
    case 'request':
      return {
        ...view,
        tab: 'access',
        requesting: place.profileId,
        prefill: place.prefill ?? null,
        returnTo: 'search',
      };
    case 'history':
      return { ...view, tab: 'history', requesting: null, openReceipt: place.grantId };
    case 'approvals':
      return { ...view, tab: 'approvals', requesting: null, openReview: place.grantId };
    case 'settings':
      return { ...view, tab: 'settings', requesting: null };
  }
}

/** The words for the live region, heard even if they are the same as before. */
export function say(view: View, words: string): View {
  return { ...view, spoken: { words, count: view.spoken.count + 1 } };
}

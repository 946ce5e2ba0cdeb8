/**
 * What the mind of the app knows at one moment, and the one place where that changes. No secret is ever in it.
 * Decides nothing: whoever changes it has decided.
 */
import type { Source } from '../../shared/custody.ts';
import type { Grant } from '../../shared/grant.ts';
import { EMPTY_INBOX, type Inbox } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import type { ProfileOffer } from '../../shared/profile.ts';
import type { Receipt } from '../../shared/receipt.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import type { Connection, KeychainState, Place, Session, Trouble } from '../../shared/snapshot.ts';
import type { AgentDoor } from '../ports/agent-door.ts';
import type { Undo } from '../ports/undo.ts';

/** A grant as the broker last told of it, in the broker's time. */
export interface Told {
  readonly grant: Grant;
  /** The broker's clock when it told. */
  readonly serverNow: Instant;
  /** Broker's clock minus this computer's wall clock, in ms. */
  readonly offsetMs: number;
}

export type Busy = 'starting' | 'releasing' | 'withdrawing' | 'extending';

export interface CoreState {
  readonly session: Session;
  readonly connection: Connection;
  readonly keychain: KeychainState;
  readonly profiles: {
    readonly revision: number;
    readonly loading: boolean;
    readonly offers: readonly ProfileOffer[] | null;
  };
  readonly favourites: readonly string[];
  readonly recents: readonly string[];
  readonly settings: Settings;
  readonly grants: ReadonlyMap<string, Told>;
  /** What this desktop has ended by itself, whatever the broker says of it. */
  readonly endedHere: ReadonlyMap<string, { readonly source: Source; readonly at: Instant }>;
  readonly busy: ReadonlyMap<string, Busy>;
  /** What waits for this person's review, by this computer's clock. */
  readonly inbox: Inbox;
  /** Since this sign-in the broker has told all that waits; it tells only who may approve. */
  readonly inboxTold: boolean;
  /** Since the present stream was first opened the broker has told all grants. */
  readonly grantsTold: boolean;
  /** Grants of which a review by this person is under way. */
  readonly reviewing: readonly string[];
  /** Latest first. */
  readonly receipts: readonly Receipt[];
  /** Rises with each new list of receipts; the store counts it. */
  readonly receiptsRevision: number;
  /** How many ends the broker has not been told of yet. */
  readonly untold: number;
  readonly troubles: readonly Trouble[];
  /** Where SSH clients ask. */
  readonly agentDoor: AgentDoor;
  readonly goTo: { readonly place: Place; readonly count: number };
  readonly deviceId: string | null;
  /** Broker's clock minus wall clock by its latest answer. */
  readonly offsetMs: number;
}

export interface Store {
  get(): CoreState;
  revision(): number;
  change(patch: Partial<Omit<CoreState, 'receiptsRevision'>>): void;
  onChange(listener: () => void): Undo;
}

export function createStore(brokerUrl: string): Store {
  let state: CoreState = {
    session: { session: 'signed-out', brokerUrl, tokenAtHand: false, sentence: null },
    connection: { connection: 'connecting' },
    keychain: { keychain: 'checking' },
    profiles: { revision: 0, loading: false, offers: null },
    favourites: [],
    recents: [],
    settings: DEFAULT_SETTINGS,
    grants: new Map(),
    endedHere: new Map(),
    busy: new Map(),
    inbox: EMPTY_INBOX,
    inboxTold: false,
    grantsTold: false,
    reviewing: [],
    receipts: [],
    receiptsRevision: 0,
    untold: 0,
    troubles: [],
    agentDoor: { ok: false, reason: 'starting' },
    goTo: { place: { place: 'access' }, count: 0 },
    deviceId: null,
    offsetMs: 0,
  };
  let revision = 1;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    revision: () => revision,
    change(patch) {
      const { receipts = state.receipts } = patch;
      const receiptsRevision = state.receiptsRevision + (receipts === state.receipts ? 0 : 1);
      state = { ...state, ...patch, receiptsRevision };
      revision += 1;
      for (const listener of [...listeners]) listener();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A copy of a map with one entry set, or removed where the value is `null`. */
export function withEntry<V>(
  map: ReadonlyMap<string, V>,
  key: string,
  value: V | null,
): ReadonlyMap<string, V> {
  const next = new Map(map);
  if (value === null) next.delete(key);
  else next.set(key, value);
  return next;
}

/** Adds a trouble, or replaces the one with the same id. */
export function addTrouble(store: Store, trouble: Trouble): void {
  const others = store.get().troubles.filter(({ id }) => id !== trouble.id);
  store.change({ troubles: [...others, trouble] });
}

export function dropTrouble(store: Store, id: string): void {
  const troubles = store.get().troubles.filter((trouble) => trouble.id !== id);
  if (troubles.length !== store.get().troubles.length) store.change({ troubles });
}

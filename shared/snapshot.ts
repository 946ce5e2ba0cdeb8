/**
 * Everything the window shows, in one object. Main makes it, the window follows it; no secret is ever in it.
 * All instants are by *this computer's* wall clock (main has applied the broker's offset), so the window may subtract its own "now".
 */
import type { Custody } from './custody.ts';
import type { Prefill } from './deep-link.ts';
import type { Grant } from './grant.ts';
import type { Inbox } from './inbox.ts';
import type { Instant } from './instant.ts';
import type { Person } from './person.ts';
import type { ProfileOffer } from './profile.ts';
import type { Receipt } from './receipt.ts';
import type { Settings } from './settings.ts';
import type { Language } from './words/languages.ts';

export type Session =
  | {
      readonly session: 'signed-out';
      readonly brokerUrl: string;
      /** A token is at hand (a file named at start): signing in needs no typing. */ readonly tokenAtHand: boolean;
      readonly sentence: string | null;
    }
  | { readonly session: 'signing-in'; readonly brokerUrl: string }
  | {
      readonly session: 'signed-in';
      readonly brokerUrl: string;
      readonly person: Person;
      /** Accounts of the embedded broker, for trying out. */ readonly tryingOut: boolean;
    };

export type Connection =
  | { readonly connection: 'connected' }
  | { readonly connection: 'connecting' }
  | { readonly connection: 'offline'; readonly since: Instant };

export type KeychainState =
  | { readonly keychain: 'ready'; readonly name: string }
  | { readonly keychain: 'checking' }
  | {
      readonly keychain: 'unusable';
      readonly why: 'missing' | 'locked' | 'failing' | 'not-answering';
      readonly sentence: string;
    };

/** What can be copied from a held credential; the copying itself is done in main. */
export const COPYABLES = ['password', 'url', 'psql', 'ssh'] as const;
export type Copyable = (typeof COPYABLES)[number];

/** One credential of a live grant on this desktop. */
export interface HeldCredential {
  readonly leaseId: string;
  readonly targetName: string;
  readonly custody: Custody;
  readonly copyables: readonly Copyable[];
}

/** A grant that has not ended, as this desktop sees it. */
export interface LiveGrant {
  readonly grant: Grant;
  /** "billing · PostgreSQL" */
  readonly where: string;
  /** When it ends here (active) or must be reviewed or started (waiting), by this computer's wall clock. */
  readonly until: Instant;
  /** Whole length in ms, for the ring; 0 when it has not started. */
  readonly lengthMs: number;
  readonly heldHere: boolean;
  readonly credentials: readonly HeldCredential[];
  /** An act of ours is under way: its buttons wait. */
  readonly busy: 'starting' | 'releasing' | 'withdrawing' | 'extending' | null;
}

/** Something a person should know and can act on. */
export interface Trouble {
  readonly id: string;
  readonly sentence: string;
  readonly dismissible: boolean;
}

export interface Snapshot {
  /** Rises by one with every change. */
  readonly revision: number;
  readonly session: Session;
  readonly connection: Connection;
  readonly keychain: KeychainState;
  /** `offers` is `null` where the list is the one this window already has (`revision` the same): it may be long. */
  readonly profiles: {
    readonly revision: number;
    readonly loading: boolean;
    readonly offers: readonly ProfileOffer[] | null;
  };
  readonly favourites: readonly string[];
  /** Profile ids, latest first. */
  readonly recents: readonly string[];
  readonly live: readonly LiveGrant[];
  /** What waits for this person's review, instants by this computer's clock. Empty for people who review nothing. */
  readonly inbox: Inbox;
  /** `false` until the broker has told what waits, since this sign-in: an empty inbox says nothing before. */
  readonly inboxTold: boolean;
  /** Grants of the inbox on which an act of ours is under way: their buttons wait. */
  readonly reviewing: readonly string[];
  /** Rises when `history` changes. */
  readonly historyRevision: number;
  /** Ended grants, latest first; `null` where the list is the one this window already has (`historyRevision` the same): it may be long. */
  readonly history: readonly Receipt[] | null;
  readonly troubles: readonly Trouble[];
  readonly settings: Settings;
  /** What is spoken now. */
  readonly language: Language;
  /** What main asks the window to show next, e.g. after a click on a notice; the number rises with each asking. */
  readonly goTo: { readonly place: Place; readonly count: number };
  readonly app: {
    readonly version: string;
    readonly platform: 'linux' | 'darwin' | 'win32';
    readonly home: string;
  };
}

/** With its history, as main makes it and a window that begins to follow gets it. */
export type WholeSnapshot = Snapshot & { readonly history: readonly Receipt[] };

export type Place =
  | { readonly place: 'access' }
  /** `prefill`: what a link filled in. */
  | { readonly place: 'request'; readonly profileId: string; readonly prefill?: Prefill }
  | { readonly place: 'history'; readonly grantId: string | null }
  | { readonly place: 'approvals'; readonly grantId: string | null }
  | { readonly place: 'settings' };

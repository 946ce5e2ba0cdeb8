/**
 * Every word of the window that is not the broker's or the person's own. Short, plain, no exclamation marks, no blame.
 * A sentence about something that failed says what to do.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Importance } from '../../shared/profile.ts';
import type { Copyable } from '../../shared/snapshot.ts';
import { count, number } from './plural.ts';

const IMPORTANCE: Readonly<Record<Importance, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

const COPY: Readonly<Record<Copyable, { name: string; label: string; done: string }>> = {
  password: { name: 'Copy password', label: 'Copy password', done: 'Password copied' },
  url: { name: 'Copy URL', label: 'URL', done: 'URL copied' },
  psql: { name: 'Copy psql command', label: 'psql', done: 'psql command copied' },
};

/** A phrase as a part of a sentence: "Delete rows" → "delete rows", "SSH" stays. */
function asPart(phrase: string): string {
  return /^\p{Lu}\p{Ll}/u.test(phrase) ? `${phrase.charAt(0).toLowerCase()}${phrase.slice(1)}` : phrase;
}

export const words = {
  app: 'Stint',
  loading: 'Waiting for Stint to answer',
  noBridge: 'This page works inside Stint only. Open Stint from its tray icon.',
  dismiss: 'Dismiss',
  back: 'Back',
  tabs: { access: 'Access', approvals: 'Approvals', history: 'History', settings: 'Settings' },
  tabsLabel: 'Sections',
  signedInAs: (name: string) => `Signed in as ${name}`,

  connection: {
    connected: 'Connected',
    connecting: 'Connecting',
    offline: (since: string) => `Offline since ${since}`,
  },
  offlineHere:
    'Countdown, copying, releasing and the wipe still work. Asking and starting wait for the broker.',
  tryingOut: 'Trying out: these accounts come with the built-in broker.',

  troubles: 'Troubles',
  keychain: {
    ready: (name: string) => `Keychain ready: ${name}`,
    checking: 'Checking the keychain',
    check: 'Check again',
    why: {
      missing: 'No keychain',
      locked: 'The keychain is locked',
      failing: 'The keychain refuses',
      'not-answering': 'The keychain does not answer',
    },
  },

  active: {
    region: 'Active access',
    timeLeft: 'Time left',
    until: 'until',
    endsSoon: 'Ends soon',
    wipedAt: 'wiped at',
    ending: 'Ending',
    heldElsewhere: (device: string) => `Held by your other computer, ${device}`,
    copy: COPY,
    copyNamed: (what: Copyable, target: string) => `${COPY[what].name}, ${target}`,
    copied: 'Copied',
    copiedAloud: (what: Copyable) => `${COPY[what].done}. The clipboard is cleared after 20 seconds.`,
    release: 'Release',
    releasing: 'Releasing',
    releaseAll: 'Release everything',
    wiping: 'Wiping',
    wipePending: (target: string) => `Not wiped yet: ${target}. Stint keeps trying.`,
  },
  aloud: {
    left: (profile: string, left: string) => `${profile}: ${left} left`,
    ended: (profile: string) => `${profile} has ended`,
    started: (profile: string, length: string) => `${profile} is active for ${length}`,
  },

  waiting: {
    region: 'Waiting',
    approved: 'Approved',
    pending: 'Asked',
    starting: 'Starting',
    minting: 'Making your credentials',
    start: 'Start',
    withdraw: 'Withdraw',
    withdrawing: 'Withdrawing',
  },

  profiles: {
    region: 'Profiles',
    search: 'Search profiles',
    list: 'Access profiles',
    clear: 'Clear the search',
    groups: { favourites: 'Favourites', recent: 'Recent', all: 'All profiles' },
    found: (matches: number, all: number) => `${number(matches)} of ${number(all)}`,
    foundAloud: (matches: number) => count(matches, 'profile'),
    atOnce: 'At once',
    asks: (reviewers: number, group: string) => `${number(reviewers)} of ${group}`,
    notNow: 'Not now',
    upTo: (seconds: number) => `up to ${describeDuration(seconds)}`,
    favourite: 'Favourite',
    favouriteAdd: 'Add to favourites',
    favouriteRemove: 'Remove from favourites',
    favoured: (name: string) => `${name} is a favourite`,
    unfavoured: (name: string) => `${name} is no longer a favourite`,
    hint: 'Arrow keys move, Enter opens, Control D marks a favourite.',
    asking: 'Asking the broker for your profiles',
    empty: 'No profile is open to you yet.',
    emptyHow:
      'A profile is a task you may need rights for. Whoever runs the broker adds you to one; it appears here by itself.',
    noMatch: (query: string) => `No profile matches “${query}”.`,
    noMatchHow: 'Try the system’s name, or fewer words.',
  },

  request: {
    form: (profile: string) => `Request ${profile}`,
    importance: (importance: Importance) => `${IMPORTANCE[importance]} importance`,
    lets: 'What it lets you do',
    not: (phrases: readonly string[]) => `Not: ${phrases.map(asPart).join(', ')}`,
    at: (target: string) => `at ${target}`,
    duration: 'Duration',
    other: 'Other…',
    otherMinutes: 'Minutes',
    tooLong: (seconds: number) => `${describeDuration(seconds)}, longer than you may ask for`,
    ceiling: (seconds: number, reason: string) => {
      const sentence = reason.trim().replace(/[.]+$/u, '');
      return `At most ${describeDuration(seconds)}${sentence === '' ? '' : `: ${sentence}`}.`;
    },
    clockAtOnce: 'The clock starts at once.',
    clockLater: 'The clock starts when you press Start.',
    reason: 'Reason',
    optional: 'optional',
    required: 'required',
    fromLink: 'A link filled this in. Read it before you ask; nothing has been asked for yet.',
    reasonHint: { asks: 'Whoever reviews it and the audit see this.', atOnce: 'The audit keeps this.' },
    ticket: 'Ticket',
    left: (characters: number) => `${count(characters, 'character')} left`,
    atOnce: 'Granted at once',
    atOnceHow: 'Policy needs no review for this. It is recorded.',
    asks: (reviewers: number, group: string) => `Asks ${number(reviewers)} of ${group}`,
    asksHow: 'Nobody reviews their own request. It is recorded.',
    submit: 'Request access',
    submitting: 'Requesting',
    shortcut: (mac: boolean) => (mac ? '⌘ ↵' : 'Ctrl ↵'),
    cancel: 'Cancel',
    refused: 'Not now',
    gone: 'This profile is no longer open to you.',
    errors: {
      duration: (seconds: number) => `Choose whole minutes from 1 to ${number(Math.floor(seconds / 60))}.`,
      reasonMissing: 'Say in a few words what it is for.',
      reasonLong: (most: number) => `Use at most ${number(most)} characters.`,
      ticketMissing: 'Name the ticket it belongs to.',
      ticketLong: (most: number) => `Use at most ${number(most)} characters.`,
      deceiving: 'Leave out control and invisible characters.',
    },
    requested: (profile: string) => `${profile} is requested`,
  },

  history: {
    week: 'The last seven days',
    elevated: (length: string) => `${length} elevated`,
    none: 'Nothing elevated',
    ofWeek: 'of the last 168 h; standing rights would be all of it',
    spared: (percent: number) => `−${number(percent)} %`,
    receipts: 'Receipts',
    proof: 'Proof',
    nothingHeld: 'No credential was held on this computer.',
    empty: 'No receipts yet',
    emptyHow: 'When access ends, its receipt stands here: the times, and the proof that it was wiped.',
  },

  signIn: {
    title: 'Access for as long as the task takes',
    form: 'Sign in',
    brokerUrl: 'Broker address',
    brokerHint: 'Whoever runs the broker knows it.',
    token: 'Token',
    tokenHint: 'Sent once, kept in your keychain, never shown again.',
    submit: 'Sign in',
    submitting: 'Signing in',
    atHand: 'Use the token at hand',
    or: 'or',
    will: 'What Stint will do',
    does: [
      'Ask the broker for access to one task, when you say so',
      'Hold what it issues in this computer’s keychain, never in a file',
      'Count down, wipe at the end, and show the proof',
    ],
    doesNot: 'It keeps no standing rights and never shows a password',
    errors: { brokerMissing: 'Enter the address of the broker.', tokenMissing: 'Enter a token.' },
  },

  settings: {
    looks: 'Appearance',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    warnings: 'Warn before the end',
    warningsHint: 'Each warning is a notification. The end itself is always told.',
    minutes: (minutes: number) => `${number(minutes)} min`,
    usual: 'Usual duration',
    usualHint: 'Chosen at first in each form, and asked for by one click; less where a profile allows less.',
    computer: 'This computer',
    startAtLogin: 'Start at login',
    startAtLoginHint: 'The installed app only.',
    endOnSleep: 'End all access on sleep',
    endOnLock: 'End all access when the screen is locked',
    endHint: 'Released and wiped at once.',
    noLockHere: 'Linux does not tell programs of it.',
    keychain: 'Keychain',
    broker: 'Broker',
    signOut: 'Sign out',
    signOutHow: 'Signing out wipes and releases everything first.',
    groups: (groups: readonly string[]) => `Groups: ${groups.join(', ')}`,
    about: 'About',
    version: (version: string) => `Stint ${version}`,
    home: 'Keeps its journal and settings in',
  },
} as const;

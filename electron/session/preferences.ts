/**
 * Settings, favourites, recents and who was signed in last: what a person may lose without harm. No secret, and nothing here can lengthen a grant.
 */
import { z } from 'zod';
import { profileId } from '../../shared/api-words.ts';
import { person } from '../../shared/api.ts';
import { CALL_PAYLOADS } from '../../shared/ipc.ts';
import type { Person } from '../../shared/person.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import type { Lines } from '../ports/lines.ts';
import { createSaver, readLines } from './saver.ts';
import type { Store } from './state.ts';

const MOST_FAVOURITES = 100;
const MOST_RECENTS = 12;

const line = z.object({
  // What an older Stint did not know has its default.
  settings: z.preprocess(
    (stored) => (typeof stored === 'object' && stored !== null ? { ...DEFAULT_SETTINGS, ...stored } : stored),
    CALL_PAYLOADS['settings:change'],
  ),
  favourites: z.array(profileId).max(MOST_FAVOURITES),
  recents: z.array(profileId).max(MOST_RECENTS),
  lastSignIn: z.object({ brokerUrl: z.string(), person }).nullable(),
  signedOut: z.boolean(),
});
type Line = z.output<typeof line>;

export interface Preferences {
  load(): Promise<void>;
  favour(profileId: string, favourite: boolean): void;
  /** Moves a profile to the top of the recent ones. */
  used(profileId: string): void;
  change(settings: Settings): void;
  /** Who this sign-in was, so that the app can go on while the broker is out of reach; `null` after signing out by hand. */
  lastSignIn(): Line['lastSignIn'];
  signedInAs(brokerUrl: string, person: Person): void;
  /** Whether the person signed out by hand; then nothing signs in by itself. */
  signedOut(): boolean;
  forgetSignIn(): void;
  settled(): Promise<void>;
}

export function createPreferences(store: Store, file: Lines, onFailure: () => void): Preferences {
  let lastSignIn: Line['lastSignIn'] = null;
  let signedOut = false;
  const saver = createSaver(
    file,
    () => {
      const { settings, favourites, recents } = store.get();
      return [{ settings, favourites, recents, lastSignIn, signedOut }];
    },
    onFailure,
  );
  return {
    async load() {
      const lines = await readLines(file, onFailure);
      const parsed = line.safeParse(lines.at(-1));
      if (!parsed.success) return;
      const { settings, favourites, recents } = parsed.data;
      lastSignIn = parsed.data.lastSignIn;
      signedOut = parsed.data.signedOut;
      store.change({ settings, favourites, recents });
    },
    favour(id, favourite) {
      const others = store.get().favourites.filter((one) => one !== id);
      store.change({ favourites: (favourite ? [...others, id] : others).slice(-MOST_FAVOURITES) });
      saver.save();
    },
    used(id) {
      const others = store.get().recents.filter((one) => one !== id);
      store.change({ recents: [id, ...others].slice(0, MOST_RECENTS) });
      saver.save();
    },
    change(settings) {
      const warnBeforeMinutes = [...new Set(settings.warnBeforeMinutes)].sort((a, b) => b - a);
      store.change({ settings: { ...settings, warnBeforeMinutes } });
      saver.save();
    },
    lastSignIn: () => lastSignIn,
    signedInAs(brokerUrl, who) {
      const next = { brokerUrl, person: { ...who, groups: [...who.groups] } };
      // Told again after each connection that broke: mostly the same.
      if (!signedOut && JSON.stringify(next) === JSON.stringify(lastSignIn)) return;
      lastSignIn = next;
      signedOut = false;
      saver.save();
    },
    signedOut: () => signedOut,
    forgetSignIn() {
      lastSignIn = null;
      signedOut = true;
      saver.save();
    },
    settled: () => saver.settled(),
  };
}

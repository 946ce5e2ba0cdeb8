/** What a person may set on this desktop. Nothing here can lengthen a grant. */
import type { DURATION_LADDER_SECONDS } from './duration.ts';
import type { LanguageChoice } from './words/languages.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

export interface Settings {
  readonly theme: (typeof THEMES)[number];
  readonly language: LanguageChoice;
  /** Minutes before the end at which to warn, falling. At most five, each 1–60. */
  readonly warnBeforeMinutes: readonly number[];
  /** What a form begins with and one click asks for, in seconds; less where policy allows less. */
  readonly usualSeconds: (typeof DURATION_LADDER_SECONDS)[number];
  readonly startAtLogin: boolean;
  /** End and wipe everything when the screen is locked, where the system tells of it. */
  readonly endOnLock: boolean;
  /** End and wipe everything when the computer goes to sleep. */
  readonly endOnSleep: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  warnBeforeMinutes: [5, 1],
  usualSeconds: 1800,
  startAtLogin: false,
  endOnLock: false,
  endOnSleep: false,
};

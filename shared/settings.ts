/** What a person may set on this desktop. Nothing here can lengthen a grant. */
import type { LanguageChoice } from './words/languages.ts';

export const THEMES = ['system', 'light', 'dark'] as const;

export interface Settings {
  readonly theme: (typeof THEMES)[number];
  readonly language: LanguageChoice;
  /** Minutes before the end at which to warn, falling. At most five, each 1–60. */
  readonly warnBeforeMinutes: readonly number[];
}

export const DEFAULT_SETTINGS: Settings = { theme: 'system', language: 'system', warnBeforeMinutes: [5, 1] };

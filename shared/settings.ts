/** What a person may set on this desktop. Nothing here can lengthen a grant. */
export const THEMES = ['system', 'light', 'dark'] as const;

export interface Settings {
  readonly theme: (typeof THEMES)[number];
  /** Minutes before the end at which to warn, falling. At most five, each 1–60. */
  readonly warnBeforeMinutes: readonly number[];
}

export const DEFAULT_SETTINGS: Settings = { theme: 'system', warnBeforeMinutes: [5, 1] };

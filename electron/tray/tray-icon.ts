/** What the tray icon can show: five shapes, one of which drains. No words: it is loaded before the catalogues. */
export const SHAPES = ['idle', 'waiting', 'active', 'ending', 'trouble'] as const;
type Shape = (typeof SHAPES)[number];

/** Steps of the draining ring: one is redrawn each 1/24 of a grant, which is 15° and the least that can be told apart at 16 px. */
export const RING_STEPS = 24;

export interface TrayIcon {
  readonly shape: Shape;
  /** 0 (nothing left) to RING_STEPS; 0 for shapes without a draining ring. */
  readonly step: number;
}

/** Pixels of the icon at scale 1, as each platform's panel draws it. */
export const PANEL_SIZES: Partial<Record<NodeJS.Platform, number>> = { darwin: 16, win32: 16 };
export const LINUX_PANEL_SIZE = 22;
export const SCALES = [1, 1.25, 1.5, 2] as const;

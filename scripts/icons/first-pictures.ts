// Which pictures of the tray icon a platform asks for at the start: each size its panel draws, at each scale.
import type { Palette } from '../../electron/tray/icon-picture.ts';
import { LINUX_PANEL_SIZE, PANEL_SIZES, SCALES } from '../../electron/tray/tray-icon.ts';

const PANELS: readonly (readonly [Palette, number])[] = [
  ['template', PANEL_SIZES.darwin ?? LINUX_PANEL_SIZE],
  ['panel', PANEL_SIZES.win32 ?? LINUX_PANEL_SIZE],
  ['panel', LINUX_PANEL_SIZE],
];

export const FIRST_PICTURES: readonly { readonly palette: Palette; readonly pixels: number }[] =
  PANELS.flatMap(([palette, size]) => SCALES.map((scale) => ({ palette, pixels: Math.round(size * scale) })));

/**
 * The picture the tray icon begins with, drawn beforehand: drawing it takes a cold process longer than all else before the icon stands.
 */
import { FIRST_PICTURE_DATA } from './first-picture-data.ts';
import type { Palette } from './icon-picture.ts';
import type { TrayIcon } from './tray-icon.ts';

export const FIRST_ICON: TrayIcon = { shape: 'idle', step: 0 };

/** Pixels of the icon at scale 1, as each platform's panel draws it. */
export const PANEL_SIZES: Partial<Record<NodeJS.Platform, number>> = { darwin: 16, win32: 16 };
export const LINUX_PANEL_SIZE = 22;
export const SCALES = [1, 1.25, 1.5, 2] as const;

/** Everything a platform asks for at the start. */
export const FIRST_PICTURES: readonly { readonly palette: Palette; readonly pixels: number }[] = (
  [
    ['template', 16],
    ['panel', 16],
    ['panel', LINUX_PANEL_SIZE],
  ] as const
).flatMap(([palette, size]) => SCALES.map((scale) => ({ palette, pixels: Math.round(size * scale) })));

/** PNG; `undefined` for every other icon and size. */
export function firstPicture(icon: TrayIcon, pixels: number, palette: Palette): Buffer | undefined {
  if (icon.shape !== FIRST_ICON.shape) return undefined;
  const data = FIRST_PICTURE_DATA[`${palette} ${String(pixels)}`];
  return data === undefined ? undefined : Buffer.from(data, 'base64');
}

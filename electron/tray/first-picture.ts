/**
 * The picture the tray icon begins with, drawn beforehand: drawing it takes a cold process longer than all else before the icon stands.
 */
import { FIRST_PICTURE_DATA } from './first-picture-data.ts';
import type { Palette } from './icon-picture.ts';
import type { TrayIcon } from './tray-icon.ts';

export const FIRST_ICON: TrayIcon = { shape: 'idle', step: 0 };

/** PNG; `undefined` for every other icon and size. */
export function firstPicture(icon: TrayIcon, pixels: number, palette: Palette): Buffer | undefined {
  if (icon.shape !== FIRST_ICON.shape) return undefined;
  const data = FIRST_PICTURE_DATA[`${palette} ${String(pixels)}`];
  return data === undefined ? undefined : Buffer.from(data, 'base64');
}

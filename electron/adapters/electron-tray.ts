/**
 * The real tray icon: paints what tray-surface.ts hands it and tells what was clicked. It decides nothing.
 */
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import { FIRST_ICON, firstPicture } from '../tray/first-picture.ts';
import { drawIcon, type Palette } from '../tray/icon-picture.ts';
import type { MenuEntry } from '../tray/menu-entry.ts';
import { encodePng } from '../tray/png.ts';
import type { TrayClicks } from '../tray/starting.ts';
import { LINUX_PANEL_SIZE, PANEL_SIZES, SCALES, type TrayIcon } from '../tray/tray-icon.ts';
import type { TrayPainter } from '../tray/tray-surface.ts';
import type { Box } from '../window/place-window.ts';

export interface ElectronTrayDeps extends TrayClicks {
  readonly platform: NodeJS.Platform;
}

export interface ElectronTray extends TrayPainter {
  /** All zeros where the system does not tell. */
  bounds(): Box;
  remove(): void;
}

export function createElectronTray({ platform, onActivate, onOrder }: ElectronTrayDeps): ElectronTray {
  const imageOf = createImages(platform);
  const tray = new Tray(imageOf(FIRST_ICON));
  // Kept here, because Electron does not: a menu that is collected stops answering.
  let menu: Electron.Menu | undefined;
  tray.on('click', onActivate);
  if (platform === 'darwin') tray.on('right-click', () => menu && tray.popUpContextMenu(menu));

  return {
    setIcon: (icon) => {
      tray.setImage(imageOf(icon));
    },
    setTooltip: (text) => {
      tray.setToolTip(text);
    },
    setTitle: (text) => {
      if (platform === 'darwin') tray.setTitle(text, { fontType: 'monospacedDigit' });
    },
    setMenu: (entries) => {
      menu = Menu.buildFromTemplate(entries.map((entry) => toItem(entry, onOrder)));
      // On macOS a menu that is set would take the click that opens the window.
      if (platform !== 'darwin') tray.setContextMenu(menu);
    },
    bounds: () => tray.getBounds(),
    remove: () => {
      tray.destroy();
    },
  };
}

function toItem(entry: MenuEntry, onOrder: ElectronTrayDeps['onOrder']): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'heading':
      return { label: entry.label, enabled: false };
    case 'submenu':
      return { label: entry.label, submenu: entry.entries.map((below) => toItem(below, onOrder)) };
    case 'item':
      return {
        label: entry.label,
        enabled: entry.enabled,
        click: () => {
          onOrder(entry.order);
        },
      };
  }
}

/** One picture per shape and step, drawn at its first use. */
function createImages(platform: NodeJS.Platform): (icon: TrayIcon) => NativeImage {
  const known = new Map<string, NativeImage>();
  const size = PANEL_SIZES[platform] ?? LINUX_PANEL_SIZE;
  const palette: Palette = platform === 'darwin' ? 'template' : 'panel';
  return (icon) => {
    const key = `${icon.shape} ${icon.step}`;
    const drawn = known.get(key) ?? draw(icon, size, palette);
    known.set(key, drawn);
    return drawn;
  };
}

function draw(icon: TrayIcon, size: number, palette: Palette): NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of SCALES) {
    const pixels = Math.round(size * scaleFactor);
    const buffer = firstPicture(icon, pixels, palette) ?? encodePng(drawIcon(icon, pixels, palette));
    image.addRepresentation({ scaleFactor, width: pixels, height: pixels, buffer });
  }
  if (palette === 'template') image.setTemplateImage(true);
  return image;
}

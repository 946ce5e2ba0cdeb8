/**
 * A real window for window-surface.ts: safe preferences, our page and nothing else in it. Closing it hides it; only `destroy` ends it.
 */
import { BrowserWindow, nativeTheme, type Session } from 'electron';
import { STATE_CHANGED } from '../../shared/channels.ts';
import { START_ADDRESS } from '../hardening/own-address.ts';
import { safePreferences } from '../hardening/window-preferences.ts';
import type { PageWindow, WindowSurfaceDeps } from '../window/window-surface.ts';
import { LEAST_SIZE } from '../window/window-size.ts';

export interface ElectronWindowDeps {
  readonly session: Session;
  readonly preload: string;
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  /** The session of the OS ends (Windows tells its windows only). */
  readonly onSessionEnd: () => void;
}

/** The page's own background (--bg of its two themes), so that nothing flashes while it loads. */
const BACKGROUND = { light: '#faf9f7', dark: '#171614' };

export function createElectronWindow(deps: ElectronWindowDeps): WindowSurfaceDeps['makeWindow'] {
  return (box, events): PageWindow => {
    const isPopover = deps.platform !== 'linux';
    const window = new BrowserWindow({
      ...box,
      minWidth: LEAST_SIZE.width,
      minHeight: LEAST_SIZE.height,
      show: false,
      title: 'Stint',
      // Linux panels rarely tell where their icons are: there it is a window like others, with a frame to move it by.
      frame: !isPopover,
      skipTaskbar: isPopover,
      fullscreenable: false,
      maximizable: false,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: { ...safePreferences(deps), session: deps.session, preload: deps.preload },
    });
    window.removeMenu();
    let isLeaving = false;

    window.once('ready-to-show', events.onReady);
    window.on('close', (event) => {
      if (isLeaving) return;
      event.preventDefault();
      window.hide();
    });
    window.on('resized', () => {
      keepSize();
    });
    window.on('hide', () => {
      keepSize();
    });
    window.once('closed', events.onClosed);
    if (deps.platform === 'win32') window.on('session-end', deps.onSessionEnd);
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) events.onPageChange();
    });
    window.webContents.on('render-process-gone', () => {
      // A page that died is not mended in place: the next opening makes a new one.
      isLeaving = true;
      window.destroy();
    });
    void window.loadURL(START_ADDRESS).catch(() => undefined);

    // Linux has no `resized`: there the size is looked at when the window is put away.
    const keepSize = (): void => {
      const [width, height] = window.getSize();
      if (width !== undefined && height !== undefined) events.onResize({ width, height });
    };

    return {
      contentsId: window.webContents.id,
      show: () => {
        window.show();
      },
      hide: () => {
        window.hide();
      },
      focus: () => {
        window.focus();
      },
      isVisible: () => window.isVisible(),
      isFocused: () => window.isFocused(),
      setBounds: (bounds) => {
        window.setBounds(bounds);
      },
      send: (snapshot) => {
        if (!window.isDestroyed()) window.webContents.send(STATE_CHANGED, snapshot);
      },
      destroy: () => {
        isLeaving = true;
        window.destroy();
      },
    };
  };
}

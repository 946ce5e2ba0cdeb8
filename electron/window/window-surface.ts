/**
 * The one window: made at its first opening (none costs memory before), placed by the tray, hidden when it is closed.
 * It knows no Electron and nothing of what the page shows.
 */
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Undo } from '../ports/undo.ts';
import { placeWindow, type Box, type Surroundings } from './place-window.ts';
import type { SizeMemory, WindowSize } from './window-size.ts';

/** What happens to a window by itself. */
export interface WindowEvents {
  /** The page can be shown without a flash of nothing. */
  readonly onReady: () => void;
  /** The page was loaded anew or has died. */
  readonly onPageChange: () => void;
  readonly onResize: (size: WindowSize) => void;
  /** It is gone for good. */
  readonly onClosed: () => void;
}

/** A real window; `close` by the person is already turned into `hide`. */
export interface PageWindow {
  readonly contentsId: number;
  show(): void;
  hide(): void;
  focus(): void;
  isVisible(): boolean;
  isFocused(): boolean;
  setBounds(box: Box): void;
  send(snapshot: Snapshot): void;
  /** Closes it for good, without asking. */
  destroy(): void;
}

export interface WindowSurfaceDeps {
  readonly makeWindow: (box: Box, events: WindowEvents) => PageWindow;
  readonly surroundings: () => Surroundings;
  readonly size: SizeMemory;
  readonly onPageChange: () => void;
}

export interface WindowSurface {
  readonly open: () => void;
  /** The tray icon was clicked: open it, or put it away when it is in front already. */
  readonly toggle: () => void;
  readonly hide: () => void;
  readonly send: (snapshot: Snapshot) => void;
  readonly contentsId: () => number | undefined;
  readonly close: Undo;
}

export function createWindowSurface(deps: WindowSurfaceDeps): WindowSurface {
  let page: PageWindow | undefined;
  let isReady = false;

  const make = (): PageWindow => {
    isReady = false;
    return deps.makeWindow(placeWindow(deps.size.recall(), deps.surroundings()), {
      onReady: () => {
        isReady = true;
        page?.show();
        page?.focus();
      },
      onPageChange: deps.onPageChange,
      onResize: (size) => {
        deps.size.keep(size);
      },
      onClosed: () => {
        page = undefined;
        deps.onPageChange();
      },
    });
  };

  const open = (): void => {
    if (page === undefined) {
      page = make();
      return;
    }
    if (!isReady) return;
    if (!page.isVisible()) page.setBounds(placeWindow(deps.size.recall(), deps.surroundings()));
    page.show();
    page.focus();
  };

  return {
    open,
    toggle: () => {
      if (page?.isVisible() === true && page.isFocused()) page.hide();
      else open();
    },
    hide: () => page?.hide(),
    send: (snapshot) => page?.send(snapshot),
    contentsId: () => page?.contentsId,
    close: () => {
      page?.destroy();
      page = undefined;
    },
  };
}

/**
 * Everything people see and touch, put around one core: tray, window, process line, notices, power. It decides nothing and holds no secret.
 * The app must be ready and its tray icon stand. Each part adds its undo to the list.
 */
import { ipcMain, nativeTheme, screen, type Session } from 'electron';
import { join } from 'node:path';
import { createHandlers } from '../ipc/handlers.ts';
import { isOwnSender } from '../ipc/sender.ts';
import { serve } from '../ipc/serve.ts';
import { createStateFeed } from '../ipc/state-feed.ts';
import { createNoticeSurface } from '../notices/notice-surface.ts';
import type { Clock } from '../ports/clock.ts';
import type { Core } from '../ports/core.ts';
import type { Notifier, SecretClipboard } from '../ports/desktop.ts';
import type { Undo } from '../ports/undo.ts';
import type { Quit } from '../quit.ts';
import type { StartingTray } from '../tray/starting.ts';
import { followLoginItem } from '../session/login-item.ts';
import { createRestOrders } from '../session/rest-orders.ts';
import { createTrayOrders } from '../tray/tray-orders.ts';
import { createTraySurface } from '../tray/tray-surface.ts';
import type { SizeMemory } from '../window/window-size.ts';
import { createWindowSurface, type WindowSurface } from '../window/window-surface.ts';
import { createPageServer, openWindowSession, warmPageServer } from './electron-hardening.ts';
import { createOpenLogs } from './electron-folders.ts';
import { createElectronLoginItem } from './electron-login-item.ts';
import { createElectronPower } from './electron-power.ts';
import { makeReference } from './electron-process.ts';
import type { ElectronTray } from './electron-tray.ts';
import { createElectronWindow } from './electron-window.ts';

export interface SurfacesDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly clipboard: SecretClipboard;
  readonly quit: Quit;
  /** It stands since before everything else was loaded. */
  readonly tray: ElectronTray;
  readonly clicks: Pick<StartingTray, 'handOver'>;
  readonly windowSize: SizeMemory;
  /** The folder of the built app: preload.cjs, and renderer/ with the page. */
  readonly builtFolder: string;
  readonly logsFolder: string;
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
  readonly undos: Undo[];
  readonly writeLog: (line: string) => void;
}

export interface Surfaces extends Pick<WindowSurface, 'open'> {
  /** Does beforehand what makes the first opening of the window slow and costs next to no memory; later, when nothing waits for main. */
  readonly prepareWindow: () => Promise<void>;
}

export function createSurfaces(deps: SurfacesDeps): Surfaces {
  const { core, clock, notifier, clipboard, quit, tray, builtFolder, packaged, platform, undos, writeLog } =
    deps;

  const feed = createStateFeed({ core, clock, send: (snapshot) => window.send(snapshot) });
  const window: WindowSurface = createWindowSurface({
    makeWindow: (box, events) =>
      createElectronWindow({
        session: windowSession(),
        preload: join(builtFolder, 'preload.cjs'),
        packaged,
        platform,
        onSessionEnd: () => void quit.now(),
      })(box, events),
    surroundings: () => {
      const pointer = screen.getCursorScreenPoint();
      const bounds = tray.bounds();
      const at = bounds.width > 0 ? bounds : pointer;
      return { tray: bounds, pointer, workArea: screen.getDisplayNearestPoint(at).workArea };
    },
    size: deps.windowSize,
    onPageChange: feed.forgetPage,
  });
  const servePage = createPageServer(join(builtFolder, 'renderer'));
  let madeSession: Session | undefined;
  // One, whether prepared or made with the first window.
  const windowSession = (): Session => (madeSession ??= openWindowSession(servePage));

  const power = createElectronPower({ clock });
  undos.push(
    () => {
      tray.remove();
    },
    window.close,
    feed.stop,
    createTraySurface({ core, clock, painter: tray }),
    serve({
      line: ipcMain,
      handlers: createHandlers({
        core,
        firstState: feed.first,
        hideWindow: window.hide,
        openLogs: createOpenLogs(deps.logsFolder),
      }),
      isOwnSender: (event) => isOwnSender(event, window.contentsId()),
      makeReference,
      writeLog,
    }),
    createNoticeSurface({ core, notifier, openWindow: window.open }),
    followTheme(core),
    power.onWake(() => {
      core.wake();
    }),
    // SECURITY: clipboard-cleared
    // A clipboard that refuses is cleared by the core's own timer, and is no reason to end the app.
    power.onRest(() => void clipboard.clear().catch(() => undefined)),
    power.onRest(createRestOrders(core)),
    followLoginItem(core, createElectronLoginItem({ platform, packaged, env: process.env, writeLog })),
    power.onShutdown(() => quit.now()),
  );
  deps.clicks.handOver({
    onActivate: window.toggle,
    onOrder: createTrayOrders({
      core,
      notifier,
      openWindow: window.open,
      askToQuit: () => void quit.ask(),
    }),
  });
  const prepareWindow = async (): Promise<void> => {
    windowSession();
    await warmPageServer(servePage);
  };
  return { open: window.open, prepareWindow };
}

/** The page follows the theme by itself; so do the window's background and native dialogs. */
function followTheme(core: Pick<Core, 'snapshot' | 'onChange'>): Undo {
  const follow = (): void => {
    const { theme } = core.snapshot().settings;
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  };
  follow();
  return core.onChange(follow);
}

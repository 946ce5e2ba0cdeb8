/**
 * The app's first steps, in this order: hardened, prepared, its tray icon, and only then everything else (composition.ts), which is
 * loaded late because it takes three times as long. It decides nothing beyond that order, and never sees a credential.
 */
import { app } from 'electron';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hardenApp } from './adapters/electron-hardening.ts';
import { keepLog, onBug, onOrderToQuit, prepareProcess, writeLog } from './adapters/electron-process.ts';
import { createElectronTray } from './adapters/electron-tray.ts';
import { createSystemClock } from './adapters/system-clock.ts';
import type { Home } from './hardening/home.ts';
import type { Clock } from './ports/clock.ts';
import type { Quit } from './quit.ts';
import { linkIn } from './window/link-in.ts';
import { createStartingTray, STARTING_MENU, STARTING_TOOLTIP } from './tray/starting.ts';

/** Linux panels ask for the icon over D-Bus; while main is busy with loading, nobody would answer. */
const PANEL_ASKS_MS = 75;

const { platform } = process;
const packaged = app.isPackaged;
let quit: Quit | undefined;
/** The link that started the app, where it comes by an event. */
let early: string | undefined;

onBug(() => quit);
hardenApp({ packaged });
const prepared = prepareProcess();
if (prepared.kind === 'ready') {
  app.once('open-url', (event, link) => {
    event.preventDefault();
    early = link;
  });
  void app.whenReady().then(() => run(prepared.home));
} else app.exit(prepared.kind === 'refused' ? 2 : 0);

async function run(home: Home): Promise<void> {
  const clicks = createStartingTray();
  const tray = createElectronTray({ platform, ...clicks });
  tray.setTooltip(STARTING_TOOLTIP);
  tray.setMenu(STARTING_MENU);
  const open = (): void => {
    clicks.onOrder({ order: 'open' });
  };
  const follow = (link: string): void => {
    clicks.onOrder({ order: 'follow-link', link });
  };
  app.on('second-instance', (_, args) => {
    const link = linkIn(args);
    if (link === undefined) open();
    else follow(link);
  });
  // macOS hands links over by this event, also before the app is ready; elsewhere they are arguments.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    follow(link);
  });
  const first = early ?? linkIn(process.argv.slice(1));
  if (first !== undefined) follow(first);
  app.on('activate', open);

  const clock = createSystemClock();
  keepLog(home.logs, clock);
  if (platform === 'linux') await passing(clock, PANEL_ASKS_MS);
  const { compose } = await import('./composition.ts');
  const stint = await compose({
    home,
    clock,
    tray,
    clicks,
    builtFolder: dirname(fileURLToPath(import.meta.url)),
    packaged,
    version: app.getVersion(),
    exit: (code) => {
      writeLog(`stint: ended with ${String(code)}`);
      app.exit(code);
    },
  });
  quit = stint.quit;
  onOrderToQuit(quit);
  // Recovers custody before anything is shown as held, then signs in. The tray stands already: the keychain may take its time.
  await stint.start();
}

function passing(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

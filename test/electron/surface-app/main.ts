// The real surfaces around a core that does what the test says: each line on standard input is an order, each line on standard
// output tells what the surfaces asked for. Bundled and run in the real Electron by surface-app.ts.
import { app } from 'electron';
import { createInterface } from 'node:readline';
import { createElectronClipboard } from '../../../electron/adapters/electron-clipboard.ts';
import { createElectronDialogs } from '../../../electron/adapters/electron-dialogs.ts';
import { hardenApp } from '../../../electron/adapters/electron-hardening.ts';
import { createElectronNotifier } from '../../../electron/adapters/electron-notifier.ts';
import { createSurfaces } from '../../../electron/adapters/electron-surfaces.ts';
import { createElectronTray } from '../../../electron/adapters/electron-tray.ts';
import { createSystemClock } from '../../../electron/adapters/system-clock.ts';
import type { Core, CoreNotice } from '../../../electron/ports/core.ts';
import type { Undo } from '../../../electron/ports/undo.ts';
import { createQuit } from '../../../electron/quit.ts';
import { createStartingTray } from '../../../electron/tray/starting.ts';
import { USUAL_SIZE } from '../../../electron/window/window-size.ts';
import type { WholeSnapshot } from '../../../shared/snapshot.ts';

export type Order =
  | { readonly order: 'state'; readonly snapshot: WholeSnapshot }
  | { readonly order: 'notice'; readonly notice: CoreNotice }
  | { readonly order: 'put'; readonly text: string }
  | { readonly order: 'clear' }
  | { readonly order: 'open' };

const platform = process.platform;
const tell = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
const writeLog = (line: string): void => {
  tell({ log: line });
};

function createToldCore(first: WholeSnapshot): Core & { tell: (order: Order) => void } {
  let snapshot = first;
  const listeners = new Set<() => void>();
  const noticeListeners = new Set<(notice: CoreNotice) => void>();
  const change = (next: WholeSnapshot): void => {
    snapshot = { ...next, revision: snapshot.revision + 1 };
    listeners.forEach((listener) => listener());
  };
  return {
    start: () => Promise.resolve(),
    snapshot: () => snapshot,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onNotice: (listener) => {
      noticeListeners.add(listener);
      return () => noticeListeners.delete(listener);
    },
    onNoticeOver: () => () => undefined,
    perform: (act, payload, source) => {
      tell({ act, payload, source });
      return Promise.resolve({
        ok: false,
        error: { kind: 'bug', reference: 'test <no> & no' },
      });
    },
    goTo: (place) => {
      tell({ goTo: place });
      change({ ...snapshot, goTo: { place, count: snapshot.goTo.count + 1 } });
    },
    wake: () => {
      tell({ wake: true });
    },
    quit: (source) => {
      tell({ quit: source });
      return Promise.resolve();
    },
    tell: (order) => {
      if (order.order === 'state') change(order.snapshot);
      else if (order.order === 'notice') noticeListeners.forEach((listener) => listener(order.notice));
    },
  };
}

hardenApp({ packaged: false });
app.on('window-all-closed', () => undefined);
// The test hands over JSON that it made as a WholeSnapshot and as Orders.
const core = createToldCore(JSON.parse(process.env['STINT_TEST_SNAPSHOT'] ?? '') as WholeSnapshot);

void app.whenReady().then(() => {
  const clock = createSystemClock();
  const undos: Undo[] = [];
  const clipboard = createElectronClipboard({ platform, writeLog });
  const quit = createQuit({
    core,
    dialogs: createElectronDialogs(),
    clock,
    undos,
    exit: (code) => app.exit(code),
  });
  const clicks = createStartingTray();
  const { open } = createSurfaces({
    tray: createElectronTray({ platform, ...clicks }),
    clicks,
    core,
    clock,
    notifier: createElectronNotifier({ platform }),
    clipboard,
    quit,
    windowSize: { recall: () => USUAL_SIZE, keep: (size) => tell({ size }) },
    builtFolder: process.env['STINT_TEST_BUILT'] ?? '',
    logsFolder: '/nowhere',
    packaged: false,
    platform,
    undos,
    writeLog,
  });
  createInterface({ input: process.stdin }).on('line', (line) => {
    const order = JSON.parse(line) as Order;
    if (order.order === 'open') open();
    else if (order.order === 'put') void clipboard.put(order.text).then(() => tell({ put: true }));
    else if (order.order === 'clear') void clipboard.clear().then(() => tell({ cleared: true }));
    else core.tell(order);
  });
  tell({ ready: true });
});

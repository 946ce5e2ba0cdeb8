/**
 * What the desktop app is made of, in the order it comes to life. The only module that knows the adapters.
 * It decides nothing beyond that order, and never sees a credential.
 */
import { app } from 'electron';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '../shared/snapshot.ts';
import { cleanText } from '../shared/untrusted-text.ts';
import { createCronHeartbeat } from './adapters/cron-heartbeat.ts';
import { createElectronClipboard } from './adapters/electron-clipboard.ts';
import { createElectronDialogs } from './adapters/electron-dialogs.ts';
import { hardenApp } from './adapters/electron-hardening.ts';
import { startNamesHelper } from './adapters/electron-names-helper.ts';
import { createElectronNotifier } from './adapters/electron-notifier.ts';
import {
  onBug,
  onOrderToQuit,
  prepareProcess,
  randomFraction,
  writeLog,
} from './adapters/electron-process.ts';
import { createSurfaces } from './adapters/electron-surfaces.ts';
import { createFetchBroker, isFallbackRuntime } from './adapters/fetch-broker.ts';
import { createFileLines } from './adapters/file-lines.ts';
import { createFileToken } from './adapters/file-token.ts';
import { createMakeSealingKey } from './adapters/jose-sealing.ts';
import { readMachineId } from './adapters/machine-id.ts';
import { createOsKeychain } from './adapters/os-keychain.ts';
import { createSystemClock } from './adapters/system-clock.ts';
import { createCustodian } from './custody/custodian.ts';
import { createKeychainProbe } from './custody/keychain-probe.ts';
import type { Home } from './hardening/home.ts';
import { createDeviceKey } from './keys/device-key.ts';
import { toServiceNames } from './keys/service-names.ts';
import { createSignInStore } from './keys/sign-in-store.ts';
import type { Lines } from './ports/lines.ts';
import type { Undo } from './ports/undo.ts';
import { createQuit, type Quit } from './quit.ts';
import { createCore } from './session/core.ts';
import { loadWindowSize } from './window/window-size.ts';

const { env, platform } = process;
const packaged = app.isPackaged;
const builtFolder = dirname(fileURLToPath(import.meta.url));
let quit: Quit | undefined;

onBug(() => quit);
hardenApp({ packaged });
const prepared = prepareProcess();
if (prepared.kind === 'ready') void app.whenReady().then(() => run(prepared.home));
else app.exit(prepared.kind === 'refused' ? 2 : 0);

async function run({ folder, usual }: Home): Promise<void> {
  const undos: Undo[] = [];
  const lines = (name: string): Lines => createFileLines({ file: join(folder, name) });

  const clock = createSystemClock();
  const dialogs = createElectronDialogs();
  const notifier = createElectronNotifier({ platform });
  const clipboard = createElectronClipboard({ platform, writeLog });

  const { leases, keys } = toServiceNames({
    home: folder,
    defaultHome: usual,
    machineId: readMachineId(platform),
  });
  const { keychain, close } = createOsKeychain({
    clock,
    platform,
    env,
    folder: join(folder, 'sealed'),
    startNamesHelper: () => startNamesHelper(join(builtFolder, 'keychain-names-helper.cjs')),
  });
  const custodian = createCustodian({
    keychain,
    service: leases,
    journal: lines('custody.jsonl'),
    clock,
    heartbeat: createCronHeartbeat(),
    platform,
  });
  const core = createCore({
    custodian,
    connectBroker: createFetchBroker({
      clock,
      random: randomFraction,
      loopbackOnly: isFallbackRuntime(process.versions.electron),
    }),
    loadDeviceKey: () => createDeviceKey({ keychain, service: keys }),
    makeSealingKey: createMakeSealingKey(),
    probeKeychain: createKeychainProbe({ keychain, service: leases }),
    signInStore: createSignInStore({ keychain, service: keys }),
    tokenAtHand: createFileToken({ file: env['STINT_TOKEN_FILE'] }),
    dialogs,
    clipboard,
    clock,
    newId: randomUUID,
    files: {
      preferences: lines('preferences.jsonl'),
      history: lines('history.jsonl'),
      outbox: lines('outbox.jsonl'),
    },
    brokerUrl: env['STINT_BROKER_URL'] ?? '',
    deviceName: cleanText(hostname(), 100),
    keychainName: keychain.name,
    app: { version: app.getVersion(), platform: platformOf(platform), home: folder },
  });

  quit = createQuit({ core, dialogs, clock, undos, exit: (code) => app.exit(code) });
  onOrderToQuit(quit);
  undos.push(close);
  const { open } = createSurfaces({
    core,
    clock,
    notifier,
    clipboard,
    quit,
    windowSize: await loadWindowSize(lines('window.jsonl')),
    builtFolder,
    packaged,
    platform,
    undos,
    writeLog,
  });
  app.on('second-instance', open);
  app.on('activate', open);
  // Recovers custody before anything is shown as held, then signs in. The tray stands already: the keychain may take its time.
  await core.start();
}

/** Linux stands for every system that is neither of the others. */
function platformOf(name: NodeJS.Platform): Snapshot['app']['platform'] {
  return name === 'darwin' || name === 'win32' ? name : 'linux';
}

/**
 * What the desktop app is made of, once its tray icon stands: custody, keys, broker, core and surfaces. With main.ts, which loads it,
 * the only module that knows the adapters. It decides nothing beyond that order, and never sees a credential.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '../shared/snapshot.ts';
import { cleanText } from '../shared/untrusted-text.ts';
import { LANGUAGES } from '../shared/words/languages.ts';
import { createCronHeartbeat } from './adapters/cron-heartbeat.ts';
import { createElectronClipboard } from './adapters/electron-clipboard.ts';
import { createElectronDialogs } from './adapters/electron-dialogs.ts';
import { startNamesHelper } from './adapters/electron-names-helper.ts';
import { createElectronNotifier } from './adapters/electron-notifier.ts';
import { randomFraction, systemLanguages, writeLog } from './adapters/electron-process.ts';
import { createSurfaces, type SurfacesDeps } from './adapters/electron-surfaces.ts';
import { createFetchBroker, isFallbackRuntime } from './adapters/fetch-broker.ts';
import { createFileLines } from './adapters/file-lines.ts';
import { createFileToken } from './adapters/file-token.ts';
import { createMakeSealingKey } from './adapters/jose-sealing.ts';
import { readMachineId } from './adapters/machine-id.ts';
import { createOsKeychain } from './adapters/os-keychain.ts';
import { createAgentSocket } from './adapters/agent-socket.ts';
import { createCustodian } from './custody/custodian.ts';
import { createKeychainProbe } from './custody/keychain-probe.ts';
import type { Home } from './hardening/home.ts';
import { createDeviceKey } from './keys/device-key.ts';
import { toServiceNames } from './keys/service-names.ts';
import { makeSshKey } from './keys/ssh-key.ts';
import { createSignInStore } from './keys/sign-in-store.ts';
import type { Clock } from './ports/clock.ts';
import type { Core } from './ports/core.ts';
import type { Lines } from './ports/lines.ts';
import type { Undo } from './ports/undo.ts';
import { createQuit, type Quit } from './quit.ts';
import { agentPlace } from './ssh-agent/agent-place.ts';
import { createSshAgent } from './ssh-agent/ssh-agent.ts';
import { createCore } from './session/core.ts';
import { loadWindowSize } from './window/window-size.ts';
import { speaker } from './words.ts';

export interface CompositionDeps extends Pick<SurfacesDeps, 'tray' | 'clicks' | 'builtFolder' | 'packaged'> {
  readonly home: Home;
  readonly clock: Clock;
  readonly version: string;
  readonly exit: (code: number) => void;
}

export interface Composition {
  readonly quit: Quit;
  /** Recovers custody before anything is shown as held, signs in, and then prepares for the window. */
  readonly start: Core['start'];
}

export async function compose(deps: CompositionDeps): Promise<Composition> {
  const { clock, tray, clicks, builtFolder, packaged, version, exit } = deps;
  const { folder, usual, logs } = deps.home;
  const { env, platform } = process;
  const undos: Undo[] = [];
  const lines = (name: string): Lines => createFileLines({ file: join(folder, name) });

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
  const agentSocket = createAgentSocket({
    place: agentPlace(folder, platform),
    platform,
    answer: createSshAgent({ custodian }).answer,
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
    makeSshKey,
    openAgentDoor: () => agentSocket.open(),
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
    languages: {
      system: systemLanguages(),
      forced: LANGUAGES.find((one) => one === env['STINT_LANGUAGE']) ?? null,
      speak: speaker.speak,
    },
    app: { version, platform: platformOf(platform), home: folder },
  });

  undos.push(() => agentSocket.close());
  const quit = createQuit({ core, dialogs, clock, undos, exit });
  undos.push(close);
  const { prepareWindow } = createSurfaces({
    core,
    clock,
    notifier,
    clipboard,
    quit,
    tray,
    clicks,
    windowSize: await loadWindowSize(lines('window.jsonl')),
    builtFolder,
    logsFolder: logs,
    packaged,
    platform,
    undos,
    writeLog,
  });
  const start = async (): Promise<void> => {
    await core.start();
    await prepareWindow();
  };
  return { quit, start };
}

/** Linux stands for every system that is neither of the others. */
function platformOf(name: NodeJS.Platform): Snapshot['app']['platform'] {
  return name === 'darwin' || name === 'win32' ? name : 'linux';
}

/**
 * Sleep, lock, shutdown and the network coming back. Some events arrive twice, and Linux has no lock event: whoever listens must bear both.
 */
import { net, powerMonitor } from 'electron';
import type { Clock } from '../ports/clock.ts';
import type { PowerEvents } from '../ports/desktop.ts';
import type { Undo } from '../ports/undo.ts';

/** Electron tells its pages of the network, not main: a look at the computer's own state, not at any server. */
const LOOK_AT_NETWORK_MS = 5000;

export interface ElectronPowerDeps {
  readonly clock: Pick<Clock, 'after'>;
}

export function createElectronPower({ clock }: ElectronPowerDeps): PowerEvents {
  return {
    onWake: (run) => {
      powerMonitor.on('resume', run);
      powerMonitor.on('unlock-screen', run);
      const stopWatching = watchNetwork(clock, run);
      return () => {
        powerMonitor.removeListener('resume', run);
        powerMonitor.removeListener('unlock-screen', run);
        stopWatching();
      };
    },
    onRest: (run) => {
      const onSleep = (): void => run('sleep');
      const onLock = (): void => run('lock');
      powerMonitor.on('suspend', onSleep);
      powerMonitor.on('lock-screen', onLock);
      return () => {
        powerMonitor.removeListener('suspend', onSleep);
        powerMonitor.removeListener('lock-screen', onLock);
      };
    },
    onShutdown: (run) => {
      // The type says that nothing is handed over; the documentation, that the shutdown waits once this is called.
      const wait = (event?: { preventDefault(): void }): void => {
        event?.preventDefault();
        void run();
      };
      powerMonitor.on('shutdown', wait);
      return () => {
        powerMonitor.removeListener('shutdown', wait);
      };
    },
  };
}

function watchNetwork(clock: Pick<Clock, 'after'>, run: () => void): Undo {
  let wasOnline = net.isOnline();
  const look = (): Undo =>
    clock.after(LOOK_AT_NETWORK_MS, () => {
      const isOnline = net.isOnline();
      if (isOnline && !wasOnline) run();
      wasOnline = isOnline;
      undo = look();
    });
  let undo = look();
  return () => {
    undo();
  };
}

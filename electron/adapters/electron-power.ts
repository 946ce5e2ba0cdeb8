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
      const stop = [on('resume', run), on('unlock-screen', run), watchNetwork(clock, run)];
      return () => stop.forEach((undo) => undo());
    },
    onRest: (run) => {
      const stop = [on('suspend', run), on('lock-screen', run)];
      return () => stop.forEach((undo) => undo());
    },
    onShutdown: (run) => {
      const wait = (event?: { preventDefault(): void }): void => {
        event?.preventDefault();
        void run();
      };
      // Its type says that nothing is handed over; the documentation says that the shutdown can be delayed by it.
      const monitor = powerMonitor as NodeJS.EventEmitter;
      monitor.on('shutdown', wait);
      return () => {
        monitor.removeListener('shutdown', wait);
      };
    },
  };
}

function on(event: 'resume' | 'unlock-screen' | 'suspend' | 'lock-screen', run: () => void): Undo {
  const monitor = powerMonitor as NodeJS.EventEmitter;
  monitor.on(event, run);
  return () => {
    monitor.removeListener(event, run);
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

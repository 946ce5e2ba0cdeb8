/**
 * Keeps the tray showing the core's state: paints only what has changed, and looks again when time alone changes something.
 * It decides nothing (tray-model.ts does) and knows no Electron (the painter does).
 */
import type { Clock } from '../ports/clock.ts';
import type { Core } from '../ports/core.ts';
import type { Undo } from '../ports/undo.ts';
import type { MenuEntry } from './menu-entry.ts';
import { nextLookAt } from './next-look.ts';
import { trayModel } from './tray-model.ts';
import type { TrayIcon } from './tray-icon.ts';

/** The real tray icon. Every method is only called with something new. */
export interface TrayPainter {
  setIcon(icon: TrayIcon): void;
  setTooltip(text: string): void;
  setTitle(text: string): void;
  setMenu(menu: readonly MenuEntry[]): void;
}

export interface TraySurfaceDeps {
  readonly core: Pick<Core, 'snapshot' | 'onChange'>;
  readonly clock: Pick<Clock, 'read' | 'at'>;
  readonly painter: TrayPainter;
}

export function createTraySurface({ core, clock, painter }: TraySurfaceDeps): Undo {
  const painted = new Map<string, string>();
  let dropTimer: Undo = () => undefined;

  const paint = <T>(part: string, value: T, set: (value: T) => void): void => {
    const print = JSON.stringify(value);
    if (painted.get(part) === print) return;
    painted.set(part, print);
    set(value);
  };

  const look = (): void => {
    dropTimer();
    const snapshot = core.snapshot();
    const now = clock.read().wallAt;
    const model = trayModel(snapshot, now);
    paint('icon', model.icon, (icon) => painter.setIcon(icon));
    paint('tooltip', model.tooltip, (text) => painter.setTooltip(text));
    paint('title', model.title, (text) => painter.setTitle(text));
    paint('menu', model.menu, (menu) => painter.setMenu(menu));
    const nextAt = nextLookAt(snapshot, now);
    dropTimer = nextAt === undefined ? () => undefined : clock.at(nextAt, look);
  };

  const stopListening = core.onChange(look);
  look();
  return () => {
    stopListening();
    dropTimer();
    dropTimer = () => undefined;
  };
}

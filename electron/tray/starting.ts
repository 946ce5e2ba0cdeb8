/**
 * The tray while the app behind it is still being loaded: what it shows, and the last click, which is kept until somebody can carry it out.
 * Its few words are English: the catalogues are loaded after it.
 * It knows nothing of access and says nothing of it.
 */
import { item, type MenuEntry, type TrayOrder } from './menu-entry.ts';

export const STARTING_TOOLTIP = 'Stint · Starting';
export const STARTING_MENU: readonly MenuEntry[] = [
  { kind: 'heading', label: 'Starting…' },
  { kind: 'separator' },
  item('Open Stint', { order: 'open' }),
  item('Quit', { order: 'quit' }),
];

/** Who carries out what is clicked in the tray. */
export interface TrayClicks {
  /** The icon itself was clicked, not its menu. */
  readonly onActivate: () => void;
  readonly onOrder: (order: TrayOrder) => void;
}

export interface StartingTray extends TrayClicks {
  /** From now on these carry out every click, the kept one first. */
  readonly handOver: (clicks: TrayClicks) => void;
}

export function createStartingTray(): StartingTray {
  let heir: TrayClicks | undefined;
  let isOrderKept = false;
  let keep: ((clicks: TrayClicks) => void) | undefined;
  const pass = (click: (clicks: TrayClicks) => void): void => {
    if (heir === undefined) keep = click;
    else click(heir);
  };
  return {
    onActivate: () => {
      pass(({ onActivate }) => onActivate());
    },
    onOrder: (order) => {
      // Opening says less than anything else that was ordered: a link that started the app is not lost to the system's own "activate".
      if (order.order === 'open' && isOrderKept && heir === undefined) return;
      isOrderKept = true;
      pass(({ onOrder }) => onOrder(order));
    },
    handOver: (clicks) => {
      heir = clicks;
      keep?.(clicks);
      keep = undefined;
    },
  };
}

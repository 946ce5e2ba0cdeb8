// The tray menu as a test reads it.
import type { MenuEntry, TrayOrder } from '../../../electron/tray/menu-entry.ts';
import { trayModel } from '../../../electron/tray/tray-model.ts';
import type { WholeSnapshot } from '../../../shared/snapshot.ts';
import { makeSnapshot, NOW } from '../make-snapshot.ts';

/** The menu as lines, submenus by two more blanks; what cannot be clicked in brackets. */
function lines(entries: readonly MenuEntry[], indent = ''): readonly string[] {
  return entries.flatMap((entry): readonly string[] => {
    switch (entry.kind) {
      case 'separator':
        return [`${indent}—`];
      case 'heading':
        return [`${indent}[${entry.label}]`];
      case 'item':
        return [entry.enabled ? `${indent}${entry.label}` : `${indent}(${entry.label})`];
      case 'submenu':
        return [`${indent}${entry.label} ▸`, ...lines(entry.entries, `${indent}  `)];
    }
  });
}

export function menu(change: Partial<WholeSnapshot>): readonly string[] {
  return lines(trayModel(makeSnapshot(change), NOW).menu);
}

export function orderOf(change: Partial<WholeSnapshot>, label: string): TrayOrder | undefined {
  const all = (entries: readonly MenuEntry[]): readonly MenuEntry[] =>
    entries.flatMap((entry) => (entry.kind === 'submenu' ? all(entry.entries) : [entry]));
  const found = all(trayModel(makeSnapshot(change), NOW).menu).find(
    (entry) => entry.kind === 'item' && entry.label === label,
  );
  return found?.kind === 'item' ? found.order : undefined;
}

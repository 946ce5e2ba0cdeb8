// Reading and clicking the tray menu by what a person reads, not by exact labels: times in labels change while one looks.
import type { MenuEntry, TrayItem } from '../../desktop/tray.ts';
import { waitFor } from '../../desktop/wait.ts';

type Match = string | ((label: string) => boolean);

/** The labels that lead to the first entry (depth first) whose parents' and own labels match in turn. */
function findPath(menu: readonly MenuEntry[], matches: readonly Match[]): readonly string[] | undefined {
  const [first, ...rest] = matches;
  if (first === undefined) return [];
  for (const entry of menu) {
    if (!entry.visible || !fits(entry.label, first)) continue;
    if (rest.length === 0) return entry.enabled ? [entry.label] : undefined;
    const below = findPath(entry.children, rest);
    if (below !== undefined) return [entry.label, ...below];
  }
  return undefined;
}

function fits(label: string, match: Match): boolean {
  return typeof match === 'string' ? label.includes(match) : match(label);
}

/** Waits until the entry is there and enabled, and clicks it. */
export async function clickMenu(tray: TrayItem, ...matches: Match[]): Promise<void> {
  const path = await waitFor(`the menu entry ${matches.map(String).join(' ▸ ')}`, async () =>
    findPath(await tray.menu(), matches),
  );
  await tray.click(...path);
}

/** One click on a profile under "All profiles". */
export async function elevateFromMenu(tray: TrayItem, profile: string): Promise<void> {
  await clickMenu(tray, 'All profiles', profile);
}

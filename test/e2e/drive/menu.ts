// Reading and clicking the tray menu by what a person reads, not by exact labels: times in labels change while one looks.
import type { MenuEntry, TrayItem } from '../../desktop/tray.ts';
import { waitFor } from '../../desktop/wait.ts';

type Match = string | ((label: string) => boolean);

/** The labels that lead to the first entry (depth first) whose parents' and own labels match in turn. */
export function findPath(
  menu: readonly MenuEntry[],
  matches: readonly Match[],
): readonly string[] | undefined {
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

/** Waits until the entry is there and enabled, and clicks it. A menu that is drawn anew between look and click is looked at again. */
export async function clickMenu(tray: TrayItem, ...matches: Match[]): Promise<void> {
  await waitFor(`a click on the menu entry ${matches.map(String).join(' ▸ ')}`, async () => {
    const path = findPath(await tray.menu(), matches);
    return path !== undefined && (await tray.click(...path).then(() => true, isRedrawn));
  });
}

/** The entry went before the click reached it; every other failure is one. */
function isRedrawn(error: unknown): false {
  if (
    error instanceof Error &&
    /error occurred in Event|The menu has no|cannot be clicked now/iu.test(error.message)
  )
    return false;
  throw error;
}

/** One click on a profile under "All profiles". */
export async function elevateFromMenu(tray: TrayItem, profile: string): Promise<void> {
  await clickMenu(tray, 'All profiles', profile);
}

/**
 * The tray menu as data: what stands there and what each entry orders. Nothing here is painted or done.
 */
import type { Copyable, Place } from '../../shared/snapshot.ts';

/** What a click orders. Acts go to the core, the rest to the app's own surfaces. */
export type TrayOrder =
  | { readonly order: 'grant:request'; readonly profileId: string; readonly durationSeconds: number }
  | { readonly order: 'grant:start' | 'grant:release' | 'grant:withdraw'; readonly grantId: string }
  | { readonly order: 'grant:extend'; readonly grantId: string; readonly durationSeconds: number }
  | { readonly order: 'grant:release-all' }
  | { readonly order: 'credential:copy'; readonly leaseId: string; readonly what: Copyable }
  | { readonly order: 'show'; readonly place: Place }
  | { readonly order: 'open' }
  /** Another program handed a link over; never an entry of the menu. */
  | { readonly order: 'follow-link'; readonly link: string }
  | { readonly order: 'quit' };

export type MenuEntry =
  | { readonly kind: 'separator' }
  /** Words that cannot be clicked. */
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'item'; readonly label: string; readonly enabled: boolean; readonly order: TrayOrder }
  | { readonly kind: 'submenu'; readonly label: string; readonly entries: readonly MenuEntry[] };

export function item(label: string, order: TrayOrder, enabled = true): MenuEntry {
  return { kind: 'item', label, enabled, order };
}

/** Sections with a line between each two that have something in them. */
export function joinSections(sections: readonly (readonly MenuEntry[])[]): readonly MenuEntry[] {
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index): readonly MenuEntry[] =>
      index === 0 ? section : [{ kind: 'separator' }, ...section],
    );
}

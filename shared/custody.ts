/**
 * Where one credential is on this desktop. `wiped` is said only after the read-back found nothing.
 */
import type { Instant } from './instant.ts';

export type Custody =
  | { readonly custody: 'held'; readonly since: Instant }
  | { readonly custody: 'wiping' }
  | { readonly custody: 'wipe-pending'; readonly since: Instant; readonly sentence: string }
  | { readonly custody: 'wiped'; readonly wipedAt: Instant; readonly readBack: 'absent' };

/** What caused an act: goes into the journal and the audit. */
export const SOURCES = [
  'tray-menu',
  'window',
  'notification',
  'time',
  'quit',
  'sweep',
  'broker',
  'sign-out',
  'lock',
  'sleep',
] as const;
export type Source = (typeof SOURCES)[number];

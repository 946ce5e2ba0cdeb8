/**
 * When the tray would next look different by time alone. Between two such instants nothing is computed, so an active grant costs
 * next to no processor time.
 */
import type { Instant } from '../../shared/instant.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { RING_STEPS } from './tray-icon.ts';
import { heldGrants, type HeldGrant } from './tray-state.ts';

const MINUTE_MS = 60_000;
/** No oftener than this, however short a grant is. */
const SHORTEST_PAUSE_MS = 250;

export function nextLookAt(snapshot: Snapshot, now: Instant): Instant | undefined {
  const pauses = heldGrants(snapshot, now).flatMap(pausesOf);
  if (pauses.length === 0) return undefined;
  return now + Math.max(SHORTEST_PAUSE_MS, Math.min(...pauses));
}

function pausesOf({ live, leftMs }: HeldGrant): readonly number[] {
  if (leftMs <= 0) return [];
  const words = untilMultiple(leftMs, leftMs <= MINUTE_MS ? 1000 : MINUTE_MS);
  return live.lengthMs > 0 ? [words, untilMultiple(leftMs, live.lengthMs / RING_STEPS)] : [words];
}

function untilMultiple(leftMs: number, unitMs: number): number {
  const over = leftMs % unitMs;
  return over === 0 ? unitMs : over;
}

/** The JSON form of a delivery: the fact as it is, instants as RFC 3339. Nothing is added but the delivery's id. Pure. */
import { toRfc3339 } from '../../shared/instant.ts';
import type { Announcement } from './announcement.ts';

/** Keys that hold an instant, wherever they stand. */
const INSTANTS = new Set(['at', 'requestedAt', 'reviewBy', 'startBy', 'expiresAt']);

export function genericBody(deliveryId: string, fact: Announcement): string {
  const { kind, at, ...more } = fact;
  return JSON.stringify({ id: deliveryId, kind, at, ...more }, (key, value: unknown) =>
    typeof value === 'number' && INSTANTS.has(key) ? toRfc3339(value) : value,
  );
}

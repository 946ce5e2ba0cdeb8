/**
 * Points in time. An `Instant` is milliseconds since the Unix epoch; names that hold one end in `At`, `By` or `Until`.
 * This module never asks what time it is: whoever needs "now" is given it.
 */
export type Instant = number;

/** RFC 3339 in UTC, the form instants have on the wire. */
export function toRfc3339(at: Instant): string {
  return new Date(at).toISOString();
}

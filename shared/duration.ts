/**
 * Durations people choose and read. Whole seconds on the wire and in policies, words on screen.
 */

/** The durations a person is offered, in seconds: 15 min, 30 min, 1 h, 2 h, 4 h, 8 h. */
export const DURATION_LADDER_SECONDS = [900, 1800, 3600, 7200, 14_400, 28_800] as const;

/** Below the ladder, in seconds, rising: offered where policy does not open its first rung, and to whoever shortens a request. */
export const SHORTER_SECONDS = [60, 300, 600] as const;

/** The shortest grant, in seconds. Shorter ones would end before a tool has started. */
export const SHORTEST_GRANT_SECONDS = 10;

/** The longest grant any profile may allow, in seconds (24 h). */
export const LONGEST_GRANT_SECONDS = 86_400;

/** "45 s", "15 min", "1 h", "1 h 30 min": what a duration is called in menus, forms and sentences. */
export function describeDuration(seconds: number): string {
  if (seconds < 60) return `${String(Math.max(0, Math.floor(seconds)))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const rest = minutes % 60;
  return rest === 0
    ? `${String(minutes / 60)} h`
    : `${String(Math.floor(minutes / 60))} h ${String(rest)} min`;
}

/**
 * "24 min" while minutes are left, "45 s" in the last minute: what tray and menu show.
 * Rounded up, so that the words never say less than is left until the last second.
 */
export function describeRemaining(ms: number): string {
  if (ms <= 0) return '0 s';
  if (ms < 60_000) return `${String(Math.ceil(ms / 1000))} s`;
  return describeDuration(Math.ceil(ms / 60_000) * 60);
}

/** "24:10" or "1:02:03": the steady digits of the countdown. */
export function countdownDigits(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0
    ? `${String(hours)}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${String(minutes)}:${seconds}`;
}

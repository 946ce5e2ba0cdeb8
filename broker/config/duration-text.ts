/** Durations as people write them in stint.yaml: "90 s", "30 min", "8 h" (or short, "30m"), or a bare number of seconds. Pure. */
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** Whole seconds, or `undefined` when the text is no duration. */
export function parseDuration(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0 ? value : undefined;
  const match = /^(\d{1,6}) ?(s|m|min|h|d)$/u.exec(value.trim());
  const unit = UNITS[match?.[2] ?? ''];
  const seconds = Number(match?.[1]) * (unit ?? Number.NaN);
  return seconds > 0 ? seconds : undefined;
}

/** People in few letters. */

/** "Erin North" → "EN", "engineer" → "EN": what the round sign at the top shows. */
export function initials(name: string): string {
  const parts = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first, ...rest] = parts;
  if (first === undefined) return '?';
  const last = rest.at(-1);
  const letters =
    last === undefined ? Array.from(first).slice(0, 2) : [Array.from(first)[0], Array.from(last)[0]];
  return letters.join('').toUpperCase();
}

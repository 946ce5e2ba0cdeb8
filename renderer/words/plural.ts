/** Numbers with their noun, and numbers people can read. */
const grouped = new Intl.NumberFormat('en-GB');

export function number(value: number): string {
  return grouped.format(value);
}

/** "1 profile", "10,000 profiles" */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

// One line of the bench: a value, what it is measured against in the same run, a limit, and a verdict that can be red.
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** What the same run measured on the baseline; `null` where the limit stands alone. */
  readonly baseline: number | null;
  readonly limit: { readonly of: 'ratio' | 'value'; readonly most: number };
  /** How many measurements, and how they were taken together: "median of 9", "p99 of 200". */
  readonly taken: string;
}

export type Verdict = 'within' | 'MISSED';

/** Value against baseline; `null` without one. */
export function ratioOf(row: Row): number | null {
  return row.baseline === null || row.baseline === 0 ? null : row.value / row.baseline;
}

/** A limit that cannot be judged (no baseline, not a number) is missed. */
export function verdictOf(row: Row): Verdict {
  const judged = row.limit.of === 'ratio' ? ratioOf(row) : row.value;
  return judged !== null && Number.isFinite(judged) && judged <= row.limit.most ? 'within' : 'MISSED';
}

/** The rows as an aligned table for a terminal. */
export function toTable(rows: readonly Row[]): string {
  const head = ['what', 'value', 'baseline', 'ratio', 'limit', 'verdict', 'taken'];
  const lines = rows.map((row) => [
    row.name,
    `${show(row.value)} ${row.unit}`,
    row.baseline === null ? '–' : `${show(row.baseline)} ${row.unit}`,
    ratioOf(row) === null ? '–' : `${(ratioOf(row) ?? 0).toFixed(2)} ×`,
    row.limit.of === 'ratio' ? `≤ ${String(row.limit.most)} ×` : `≤ ${String(row.limit.most)} ${row.unit}`,
    verdictOf(row),
    row.taken,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  return [head, widths.map((width) => '─'.repeat(width)), ...lines]
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function show(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that is not below the share `q` (0–1) of all; NaN of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

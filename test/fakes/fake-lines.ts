/** A file of lines in memory. It can refuse like a full disk, and stop before or after a line, as a process dies there. */
import type { Lines } from '../../electron/ports/lines.ts';

export interface FakeLines extends Lines {
  /** What is on disk now, as it would be read back. */
  readonly written: () => readonly unknown[];
  refuse(cause: Error | null): void;
  before(run: (line: unknown) => void | Promise<void>): void;
  after(run: (line: unknown) => void | Promise<void>): void;
}

export function createFakeLines(initial: readonly unknown[] = []): FakeLines {
  let lines: readonly unknown[] = initial;
  let refusal: Error | null = null;
  let before: (line: unknown) => void | Promise<void> = () => undefined;
  let after = before;
  // Through JSON, as on disk: what does not survive it must not be relied on.
  const frozen = (line: unknown): unknown => JSON.parse(JSON.stringify(line)) as unknown;
  const check = (): void => {
    if (refusal !== null) throw refusal;
  };
  return {
    read: async () => {
      check();
      return lines;
    },
    append: async (line) => {
      await before(line);
      check();
      lines = [...lines, frozen(line)];
      await after(line);
    },
    replace: async (next) => {
      check();
      lines = next.map(frozen);
    },
    written: () => lines,
    refuse: (cause) => {
      refusal = cause;
    },
    before: (run) => {
      before = run;
    },
    after: (run) => {
      after = run;
    },
  };
}

/**
 * Writes the newest state of a file of lines, one write at a time; what was asked meanwhile is written once afterwards.
 * A failure is told and changes nothing else: what is in memory stays. Never throws.
 */
import type { Lines } from '../ports/lines.ts';

export interface Saver {
  /** Orders a write of what `lines()` answers when it begins. */
  save(): void;
  /** Resolves when everything ordered so far is on disk or has failed. */
  settled(): Promise<void>;
}

export function createSaver(file: Lines, lines: () => readonly unknown[], onFailure: () => void): Saver {
  let wanted = false;
  let isRunning = false;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (wanted) {
      wanted = false;
      try {
        await file.replace(lines());
      } catch {
        onFailure();
      }
    }
    // Not by the promise: where nothing was waited for, this comes before the promise is there.
    isRunning = false;
  }

  return {
    save() {
      wanted = true;
      if (isRunning) return;
      isRunning = true;
      running = run();
    },
    async settled() {
      await running;
    },
  };
}

/** The lines of a file; none where it cannot be read, after telling. */
export async function readLines(file: Lines, onFailure: () => void): Promise<readonly unknown[]> {
  try {
    return await file.read();
  } catch {
    onFailure();
    return [];
  }
}

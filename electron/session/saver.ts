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
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (wanted) {
      wanted = false;
      try {
        await file.replace(lines());
      } catch {
        onFailure();
      }
    }
    running = null;
  }

  return {
    save() {
      wanted = true;
      running ??= run();
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

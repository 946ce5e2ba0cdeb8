/**
 * The journal of custody: each line is on disk before `write` resolves and only then counts. It decides nothing; it never holds a secret.
 */
import type { Clock } from '../ports/clock.ts';
import type { Lines } from '../ports/lines.ts';
import type { JournalLine } from './journal-line.ts';
import { emptyState, follow, isLive, replay, toLines, type JournalState } from './replay.ts';

/** A fact without its time, which the journal adds. */
export type Fact = JournalLine extends infer L ? (L extends JournalLine ? Omit<L, 'at'> : never) : never;

export interface Journal {
  state(): JournalState;
  /** Reads what is on disk and writes it back shorter. An unreadable journal counts as empty. */
  load(): Promise<void>;
  /** Rejects when the disk does, and then the fact does not count. */
  write(fact: Fact): Promise<void>;
  /** For facts that only ever take access away: counts at once, and also when the disk refuses. Never rejects. */
  writeAnyway(fact: Fact): Promise<void>;
}

/** Lines after which a journal with nothing in custody is written anew. */
const COMPACT_AFTER = 200;

export interface JournalDeps {
  readonly lines: Lines;
  readonly clock: Pick<Clock, 'read'>;
}

export function createJournal({ lines, clock }: JournalDeps): Journal {
  let state = emptyState;
  let writing = 0;
  let written = 0;

  const compact = async (): Promise<void> => {
    written = 0;
    try {
      await lines.replace(toLines(state));
    } catch {
      // The longer journal says the same.
    }
  };
  const append = async (line: JournalLine): Promise<void> => {
    writing += 1;
    try {
      await lines.append(line);
      written += 1;
    } finally {
      writing -= 1;
    }
  };
  const compactIfLong = async (): Promise<void> => {
    // Only when no line is on its way: one that is not in the state yet would be lost.
    if (written < COMPACT_AFTER || writing > 0 || [...state.entries.values()].some(isLive)) return;
    await compact();
  };
  const toLine = (fact: Fact): JournalLine => ({ ...fact, at: clock.read().wallAt });

  return {
    state: () => state,
    load: async () => {
      const found = await lines.read().catch(() => null);
      if (found === null) return;
      state = replay(found);
      if (found.length > 0) await compact();
    },
    write: async (fact) => {
      const line = toLine(fact);
      await append(line);
      state = follow(state, line);
    },
    writeAnyway: async (fact) => {
      const line = toLine(fact);
      state = follow(state, line);
      await append(line).catch(() => undefined);
      await compactIfLong();
    },
  };
}

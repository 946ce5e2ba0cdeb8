/**
 * Ends the broker has not been told of yet: kept in a file until it has. Telling twice does no harm. Never a secret, never words from people.
 */
import { z } from 'zod';
import { id, source } from '../../shared/api-words.ts';
import type { Lines } from '../ports/lines.ts';
import { createSaver, readLines } from './saver.ts';
import type { Store } from './state.ts';

const line = z.object({
  grantId: id,
  source,
  /** Whom it concerns: nobody else may tell it. */
  brokerUrl: z.string(),
  /** Unknown in files of an earlier version, and where it is not known who was signed in. */
  personId: id.nullable().default(null),
});
export type Untold = z.output<typeof line>;

export interface Outbox {
  load(): Promise<void>;
  /** Resolves when it is on disk; the first source of a grant stays. */
  add(one: Untold): Promise<void>;
  remove(grantId: string): void;
  has(grantId: string): boolean;
  all(): readonly Untold[];
  settled(): Promise<void>;
}

export function createOutbox(store: Store, file: Lines, onFailure: () => void): Outbox {
  const untold = new Map<string, Untold>();
  const saver = createSaver(file, () => [...untold.values()], onFailure);
  const changed = (): void => {
    store.change({ untold: untold.size });
    saver.save();
  };
  return {
    async load() {
      for (const text of await readLines(file, onFailure)) {
        const parsed = line.safeParse(text);
        if (parsed.success) untold.set(parsed.data.grantId, parsed.data);
      }
      store.change({ untold: untold.size });
    },
    async add(one) {
      if (!untold.has(one.grantId)) {
        untold.set(one.grantId, one);
        changed();
      }
      await saver.settled();
    },
    remove(grantId) {
      if (untold.delete(grantId)) changed();
    },
    has: (grantId) => untold.has(grantId),
    all: () => [...untold.values()],
    settled: () => saver.settled(),
  };
}

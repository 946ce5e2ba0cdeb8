/**
 * Tells listeners that something new stands in the event table, whichever broker has written it. It carries no content: whoever listens
 * reads the table, by present rights.
 */
import type { EventRow } from '../events/event-rows.ts';

export interface Feed {
  /** Something was committed here: no need to wait until the storage tells us so. */
  look(): void;
  /** What came after this number for them, as far as it is known here; `undefined`: it goes back further, ask the table. */
  after(
    seq: number,
    person: { readonly id: string; readonly groups: readonly string[] },
  ): readonly EventRow[] | undefined;
  /** `groups`: those of the person when they began to listen. Answers its undo. */
  subscribe(
    person: { readonly id: string; readonly groups: readonly string[] },
    listener: () => void,
  ): () => void;
}

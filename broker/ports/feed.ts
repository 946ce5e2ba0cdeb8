/**
 * Tells listeners that something new stands in the event table. It carries no content: whoever listens reads the table,
 * by present rights. Within one process now; between several over the database later.
 */
export interface Feed {
  /** `personId`: whom it concerns; `null`: everybody. Called after the commit. */
  publish(personId: string | null): void;
  /** Answers its undo. */
  subscribe(personId: string, listener: () => void): () => void;
}

/**
 * Tells listeners that something new stands in the event table. It carries no content: whoever listens reads the table,
 * by present rights. Within one process now; between several over the database later.
 */
export interface Feed {
  /** Called after the commit. */
  publish(news: News): void;
  /** `groups`: those of the person when they began to listen. Answers its undo. */
  subscribe(
    person: { readonly id: string; readonly groups: readonly string[] },
    listener: () => void,
  ): () => void;
}

/** Whom it concerns. */
export interface News {
  readonly personId: string;
  /** Who review it; `null`: nobody. */
  readonly group: string | null;
}

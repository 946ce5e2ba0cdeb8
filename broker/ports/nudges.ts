/**
 * What brokers on one storage tell each other: that there is something to look at, never what. Whoever is told reads the database, by
 * present rights.
 */
export type Nudge =
  | { readonly kind: 'events' }
  | { readonly kind: 'leases' }
  /** The tables have another version. */
  | { readonly kind: 'schema' }
  /** A token of theirs was revoked. */
  | { readonly kind: 'person'; readonly personId: string }
  /** We have begun to listen, for the first time or again: what was told before was not heard. */
  | { readonly kind: 'everything' };

export interface Nudges {
  /** Answers its undo. */
  subscribe(listener: (nudge: Nudge) => void): () => void;
}

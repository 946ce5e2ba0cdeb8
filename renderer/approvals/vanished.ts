/** Which items left the inbox without this person's review, and what is said of them. Pure. */
import type { Inbox, InboxItem } from '../../shared/inbox.ts';
import { handledWords } from '../words/approval-words.ts';
import { latestDecision } from './decision.ts';

/** One sentence beside an item, or on top once the item is gone. */
export interface Notice {
  /** See {@link keyOf}. */
  readonly key: string;
  readonly sentence: string;
}

/** Tells a request from a later extension of the same grant. */
export function keyOf({ grant, digest }: Pick<InboxItem, 'grant' | 'digest'>): string {
  return `${grant.id} ${digest}`;
}

export interface Vanished {
  readonly item: InboxItem;
  /** `null`: the inbox does not say what became of it. */
  readonly sentence: string | null;
}

/** `mine`: keys this person has reviewed. */
export function vanished(
  before: readonly InboxItem[],
  inbox: Inbox,
  mine: ReadonlySet<string>,
): readonly Vanished[] {
  const waiting = new Set(inbox.waiting.map(keyOf));
  return before
    .filter((item) => !waiting.has(keyOf(item)) && !mine.has(keyOf(item)))
    .map((item) => {
      const grant = inbox.decided.find(({ id }) => id === item.grant.id);
      const decision = grant === undefined ? null : latestDecision(grant);
      return { item, sentence: decision === null ? null : handledWords(item, decision) };
    });
}

/** Which receipts are shown: by words in name, reason, ticket or note, and by what became of them. Pure. */
import type { Receipt } from '../../shared/receipt.ts';
import { fold } from '../search/fold.ts';

export const OUTCOMES = ['all', 'used', 'not-granted'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export function filterReceipts(
  receipts: readonly Receipt[],
  query: string,
  outcome: Outcome,
): readonly Receipt[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  return receipts.filter((receipt) => isOf(receipt, outcome) && holds(receipt, words));
}

function isOf({ grant }: Receipt, outcome: Outcome): boolean {
  const used = grant.status === 'active' || (grant.status === 'ended' && grant.startedAt !== null);
  return outcome === 'all' || used === (outcome === 'used');
}

function holds({ grant }: Receipt, words: readonly string[]): boolean {
  const note = grant.status === 'ended' ? (grant.note ?? '') : '';
  const text = fold([grant.profileName, grant.reason, grant.ticket ?? '', note].join(' '));
  return words.every((word) => text.includes(word));
}

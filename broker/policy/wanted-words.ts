/** Which words policies want: a reason, a ticket. Asked before anybody has written one. */
import type { Question } from '../ports/policy.ts';
import { SOME_WORDS } from './decide.ts';
import type { Judge } from './judge.ts';

export interface Wanted {
  readonly reason: boolean;
  readonly ticket: boolean;
}

export function wantedWords(judge: Judge, asker: Omit<Question, 'reason' | 'ticket'>): Wanted {
  const { speaks, speaksOf } = judge.policies();
  if (!speaks.has('reason') && !speaks.has('ticket')) return { reason: false, ticket: false };
  const without = judge.ask('request', { ...asker, reason: '', ticket: null });
  if (without.allowed) return { reason: false, ticket: false };
  if (without.by.length > 0) {
    const some = (word: string): boolean => without.by.some(({ id }) => speaksOf.get(id)?.has(word) ?? false);
    return { reason: some('reason'), ticket: some('ticket') };
  }
  // A permit wants them.
  const would = (words: Pick<Question, 'reason' | 'ticket'>): boolean =>
    judge.would('request', { ...asker, ...words }, 'wordless');
  return { reason: !would({ ...SOME_WORDS, reason: '' }), ticket: !would({ ...SOME_WORDS, ticket: null }) };
}

/** Sentences of the request form that are put together. Pure. */
import { describeDuration } from '../../shared/duration.ts';
import { speaker, words } from './words.ts';

/** "At most 1 h: the limit of this profile." */
export function ceilingWords(longestSeconds: number, why: string): string {
  const length = describeDuration(longestSeconds);
  const reason = why.trim().replace(/[.]+$/u, '');
  return reason === '' ? words.request.ceiling({ length }) : words.request.ceilingWhy({ length, reason });
}

/** "Not: delete rows, SSH" */
export function notWords(phrases: readonly string[]): string {
  return words.request.not({ phrases: phrases.map(asPart).join(', ') });
}

/** A phrase as a part of a sentence: "Delete rows" → "delete rows", "SSH" stays. German nouns stay as well. */
function asPart(phrase: string): string {
  if (speaker.language() === 'de') return phrase;
  return /^\p{Lu}\p{Ll}/u.test(phrase) ? `${phrase.charAt(0).toLowerCase()}${phrase.slice(1)}` : phrase;
}

/** The keys that send a form; symbols, in every language. */
export function shortcutWords(mac: boolean): string {
  return mac ? '⌘ ↵' : speaker.language() === 'de' ? 'Strg ↵' : 'Ctrl ↵';
}

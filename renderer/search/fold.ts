/**
 * Text as the search compares it: lower case, without accents, split into words of letters and digits.
 */
const MARKS = /\p{M}+/gu;
const WORD = /[\p{L}\p{N}]+/gu;

export function fold(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase();
}

export function wordsOf(text: string): readonly string[] {
  return fold(text).match(WORD) ?? [];
}

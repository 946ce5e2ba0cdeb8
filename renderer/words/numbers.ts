/** Numbers people can read. */
import { LOCALES } from '../../shared/words/languages.ts';
import { speaker } from './words.ts';

export function number(value: number): string {
  return value.toLocaleString(LOCALES[speaker.language()]);
}

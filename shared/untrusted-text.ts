/**
 * Words from people and from other machines (reasons, comments, names) before they are stored or shown.
 * This module never decides what the words mean; it only takes out what could deceive whoever reads them.
 */

/** The longest reason or comment, in UTF-16 units. */
export const LONGEST_REASON = 1000;
/** The longest ticket reference, in UTF-16 units. */
export const LONGEST_TICKET = 100;

// Control characters (but line feed), zero-width and bidirectional marks: Unicode categories Cc and Cf, see UAX #9 and Trojan Source (CVE-2021-42574).
// Cs: halves of a character, which no database stores.
const DECEIVING = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** Whether a text holds a character that could change how its neighbours are read. Line feeds and tabs are fine. */
export function hasDeceivingCharacters(text: string): boolean {
  return text.replace(/[\n\r\t]/gu, '').search(DECEIVING) !== -1;
}

/** One line, without control and bidirectional characters, at most `longest` units, whole characters only. */
export function cleanText(text: string, longest: number): string {
  const line = text
    .replace(/[\n\r\t]+/gu, ' ')
    .replace(DECEIVING, '')
    .trim();
  if (line.length <= longest) return line;
  return `${Array.from(line.slice(0, longest - 1))
    .filter(isWhole)
    .join('')}…`;
}

function isWhole(character: string): boolean {
  const code = character.charCodeAt(0);
  return character.length > 1 || code < 0xd800 || code > 0xdfff;
}

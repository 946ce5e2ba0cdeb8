/**
 * How many slips of the finger lie between what was typed and the beginning of a word: a letter too many, too few,
 * another one, or two swapped count one each (optimal string alignment). Gives up early beyond `most`.
 */

/** How many slips a typed word of that length may hold. */
export function allowedTypos(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/** The fewest slips between `typed` and any beginning of `word`; `most + 1` when there are more. */
export function typosToPrefix(typed: string, word: string, most: number): number {
  const columns = Math.min(word.length, typed.length + most);
  if (columns < typed.length - most || !mayBegin(typed, word, most)) return most + 1;
  let older: number[] = [];
  let old = Array.from({ length: columns + 1 }, (_, column) => column);
  for (let row = 1; row <= typed.length; row += 1) {
    const next = [row];
    let least = row;
    for (let column = 1; column <= columns; column += 1) {
      const same = typed.charCodeAt(row - 1) === word.charCodeAt(column - 1);
      let cost = Math.min(
        (old[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (old[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        typed.charCodeAt(row - 1) === word.charCodeAt(column - 2) &&
        typed.charCodeAt(row - 2) === word.charCodeAt(column - 1);
      if (swapped) cost = Math.min(cost, (older[column - 2] ?? 0) + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    older = old;
    old = next;
  }
  return Math.min(most + 1, ...old);
}

/**
 * A quick no: of the first `most + 1` letters typed at least one was no slip, so it stands in the word,
 * moved by at most `most` places.
 */
function mayBegin(typed: string, word: string, most: number): boolean {
  for (let at = 0; at <= most; at += 1) {
    const letter = typed.charCodeAt(at);
    for (let there = Math.max(0, at - most); there <= at + most; there += 1) {
      if (word.charCodeAt(there) === letter) return true;
    }
  }
  return false;
}

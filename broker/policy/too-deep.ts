/**
 * Finds what is nested too deep for the engine before the engine sees it: it throws there, some of it at the first question only, and says no to
 * everything from then on. Counted is what can nest: brackets in each other, and operators that are chained in one policy. Pure.
 */

/** The engine of today bears 118 (records) to 130 (parentheses). */
export const DEEPEST_BRACKETS = 50;
/** It bears 360 (a chain of +, of attributes, or of `in` and ||). */
export const MOST_OPERATORS = 200;

export interface TooDeep {
  /** Where, in bytes. */
  readonly offset: number;
  readonly sentence: string;
}

/** Comments and strings first: what stands in them counts for nothing. */
const TOKENS = /\/\/[^\n]*|"(?:[^"\\]|\\[\s\S])*"|!=|[()[\]{};,<=>]|\|\||&&|[+*.!-]|\bif\b/gu;
/** They compare two things, or stand between them, and are not chained. */
const BETWEEN = ['!=', '<', '=', '>', ','];
const SPLIT = 'Write it as several policies, or name many things at once: in [ …, … ].';

/** The first in the file; `undefined`: nothing. */
export function findTooDeep(text: string): TooDeep | undefined {
  let [depth, operators, before] = [0, 0, ';'];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token.startsWith('//') || token.startsWith('"')) continue;
    if (token === ';') [depth, operators] = [0, 0];
    else if ('([{'.includes(token)) depth += 1;
    else if (')]}'.includes(token)) depth = Math.max(0, depth - 1);
    // One attribute of something named is no chain yet.
    else if (token === '.' ? '.)]}'.includes(before) : !BETWEEN.includes(token)) operators += 1;
    before = token;
    const sentence =
      depth > DEEPEST_BRACKETS
        ? `Brackets are nested more than ${DEEPEST_BRACKETS} deep here. ${SPLIT}`
        : operators > MOST_OPERATORS
          ? `This is the operator after the ${MOST_OPERATORS}th of one policy. ${SPLIT}`
          : undefined;
    if (sentence !== undefined) return { offset: Buffer.byteLength(text.slice(0, index)), sentence };
  }
  return undefined;
}

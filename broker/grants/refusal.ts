/** Answers of the grant service: a value, or why not, as a stable code and a sentence. A throw means bug. */
import type { ProblemCode } from '../../shared/problem.ts';

export interface Refusal {
  readonly code: ProblemCode;
  readonly sentence: string;
}

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function refused(
  code: ProblemCode,
  sentence: string,
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, sentence } };
}

export function granted<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

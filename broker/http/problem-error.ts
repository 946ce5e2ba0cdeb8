/** How a route says no: thrown, and made into problem+json in one place. Its sentence is for people and never holds what was sent. */
import type { ProblemCode } from '../../shared/problem.ts';
import type { Answer } from '../grants/refusal.ts';

export interface FieldError {
  /** A JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly detail: string;
}

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;
  /** Where HTTP has a closer status than the code's own (405, 413, 415). */
  readonly status: number | undefined;

  constructor(
    code: ProblemCode,
    sentence: string,
    more: { errors?: readonly FieldError[]; status?: number } = {},
  ) {
    super(sentence);
    this.code = code;
    this.errors = more.errors;
    this.status = more.status;
  }
}

/** The value of an answer; a refusal is thrown. */
export function unwrap<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new ProblemError(answer.refusal.code, answer.refusal.sentence);
}

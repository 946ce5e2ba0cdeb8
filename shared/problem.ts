/**
 * Problems the broker answers with (RFC 9457 `application/problem+json`). `code` is stable and closed; `detail` is the sentence people read.
 */
export const PROBLEM_CODES = [
  'malformed-request',
  'not-signed-in',
  'token-expired',
  'token-revoked',
  'forbidden',
  'not-found',
  'unknown-profile',
  'policy-refused',
  'duration-out-of-range',
  'reason-required',
  'ticket-required',
  'comment-required',
  'wrong-status',
  'changed-meanwhile',
  'already-decided',
  'held-by-other-device',
  'unknown-device',
  'bad-proof',
  'idempotency-conflict',
  'mint-failed',
  'too-many-requests',
  'unavailable',
  'internal',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  /** `https://stint.dev/problems/<code>`: an identifier, not an address anybody must fetch. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  /** What was wrong where, for `malformed-request`: a JSON pointer and a sentence each. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[] | undefined;
}

/** The HTTP status that goes with a code. */
export const PROBLEM_STATUS: Readonly<Record<ProblemCode, number>> = {
  'malformed-request': 400,
  'not-signed-in': 401,
  'token-expired': 401,
  'token-revoked': 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-profile': 404,
  'policy-refused': 403,
  'duration-out-of-range': 422,
  'reason-required': 422,
  'ticket-required': 422,
  'comment-required': 422,
  'wrong-status': 409,
  'changed-meanwhile': 409,
  'already-decided': 409,
  'held-by-other-device': 409,
  'unknown-device': 403,
  'bad-proof': 403,
  'idempotency-conflict': 409,
  'mint-failed': 502,
  'too-many-requests': 429,
  unavailable: 503,
  internal: 500,
};

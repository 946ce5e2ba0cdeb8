/**
 * Sends one delivery of a webhook and says whether it was taken. It tries once, follows nothing, and keeps, logs and answers neither the
 * address nor what came back.
 */
export interface WebhookCall {
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Breaks it off: the broker is being stopped. */
  readonly signal: AbortSignal;
}

export type WebhookProblem =
  | { readonly kind: 'status'; readonly status: number }
  /** An answer that leads elsewhere. */
  | { readonly kind: 'redirect'; readonly status: number }
  | { readonly kind: 'timeout' }
  /** `code`: Node's or OpenSSL's name of it. */
  | { readonly kind: 'unreachable'; readonly code: string };

export type WebhookOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: WebhookProblem };

export interface WebhookClient {
  /** Within ten seconds. */
  post(call: WebhookCall): Promise<WebhookOutcome>;
}

/** Never says where. */
export function describeProblem(problem: WebhookProblem): string {
  switch (problem.kind) {
    case 'status':
      return `it answered ${problem.status}`;
    case 'redirect':
      return `it answered ${problem.status} and leads elsewhere; redirects are not followed`;
    case 'timeout':
      return 'it did not answer within 10 s';
    case 'unreachable':
      return `it could not be reached (${problem.code})`;
  }
}

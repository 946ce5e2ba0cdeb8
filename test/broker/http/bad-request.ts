// One wrong thing a person or program may send, and what the broker must say to it.

/** Whatever a bad request holds of it must be found nowhere afterwards. */
export const CANARY = 'canary-Pa55word-91c';
export const ASK = { profileId: 'billing-read', durationSeconds: 900, reason: 'invoice 7', source: 'window' };

export interface BadRequest {
  readonly what: string;
  readonly who?: string | null;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly url?: string;
  readonly body?: unknown;
  readonly headers?: object;
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
  readonly pointer?: string;
}

/**
 * What a call across the process line answers. A refusal carries a sentence people read; a bug crosses as a reference number only.
 */
import type { Call } from './channels.ts';
import type { Snapshot } from './snapshot.ts';
import type { commonEnglish } from './words/common-en.ts';
import type { Words } from './words/messages.ts';

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError };

export type CallError =
  | {
      readonly kind: 'refused';
      readonly sentence: string;
      /** The field of the form it is about. */ readonly field:
        'duration' | 'reason' | 'ticket' | 'comment' | 'token' | 'brokerUrl' | null;
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'bug'; readonly reference: string };

/** What each call answers, where it answers more than "done". */
export interface Answers extends Record<Exclude<Call, 'state:get' | 'grant:request'>, null> {
  readonly 'state:get': Snapshot;
  readonly 'grant:request': { readonly grantId: string };
}

/** The sentence people read for an error of the process line, in the words of whoever shows it. */
export function describeCallError(error: CallError, { call }: Words<typeof commonEnglish>): string {
  switch (error.kind) {
    case 'refused':
      return error.sentence;
    case 'cancelled':
      return call.cancelled;
    case 'invalid':
      return call.invalid;
    case 'bug':
      return call.bug({ reference: error.reference });
  }
}

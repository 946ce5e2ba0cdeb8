/**
 * How the acts of the core say no: a sentence for people and, where it is about one field of a form, which.
 */
import type { ProblemCode } from '../../shared/problem.ts';
import type { CallError, Result } from '../../shared/result.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import { describeBrokerError, type BrokerError } from '../ports/broker-client.ts';

export type Refusal = { readonly ok: false; readonly error: CallError };
type Field = Extract<CallError, { kind: 'refused' }>['field'];

export const DONE: Result<null> = { ok: true, value: null };
export const CANCELLED: Refusal = { ok: false, error: { kind: 'cancelled' } };

export function refuse(sentence: string, field: Field = null): Refusal {
  return { ok: false, error: { kind: 'refused', sentence, field } };
}

const FIELDS: Partial<Readonly<Record<ProblemCode, Field>>> = {
  'not-signed-in': 'token',
  'token-expired': 'token',
  'token-revoked': 'token',
  'duration-out-of-range': 'duration',
  'reason-required': 'reason',
  'ticket-required': 'ticket',
};

export function refuseByBroker(error: BrokerError): Refusal {
  const field = error.kind === 'problem' ? (FIELDS[error.problem.code] ?? null) : null;
  return refuse(brokerSentence(error), field);
}

/** The broker's own words are another machine's: cleaned and short. */
export function brokerSentence(error: BrokerError): string {
  return cleanText(describeBrokerError(error), 400);
}

/** Whether the broker no longer knows this sign-in. */
export function isRejected(error: BrokerError): boolean {
  if (error.kind !== 'problem') return false;
  return ['not-signed-in', 'token-expired', 'token-revoked'].includes(error.problem.code);
}

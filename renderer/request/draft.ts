/**
 * What is typed into the request form, and whether it may be sent. The broker decides again; this only spares a round trip.
 */
import { SHORTEST_GRANT_SECONDS } from '../../shared/duration.ts';
import type { Prefill } from '../../shared/deep-link.ts';
import type { ReviewNeed } from '../../shared/review-need.ts';
import { reviewFor, type Offer } from '../../shared/profile.ts';
import { hasDeceivingCharacters, LONGEST_REASON, LONGEST_TICKET } from '../../shared/untrusted-text.ts';
import type { Payload } from '../../shared/ipc.ts';
import { words } from '../words/words.ts';

export type OpenOffer = Extract<Offer, { kind: 'open' }>;

export interface Draft {
  /** A rung in seconds, or `other` minutes typed by hand. */
  readonly duration: number | 'other';
  readonly minutes: string;
  readonly reason: string;
  readonly ticket: string;
}

export type DraftField = 'duration' | 'reason' | 'ticket';
export type DraftErrors = Readonly<Partial<Record<DraftField, string>>>;

/** What stands in the form at first: the usual length or what comes nearest below it, and what a link filled in. */
export function firstDraft(offer: OpenOffer, usualSeconds: number, prefill: Prefill | null = null): Draft {
  const draft = emptyDraft(offer, usualSeconds);
  if (prefill === null) return draft;
  const { reason, ticket, durationSeconds } = prefill;
  return { ...draft, ...filledDuration(offer, durationSeconds), reason, ticket };
}

/** Longer than may be asked for: as if the link had not said it. */
function filledDuration(offer: OpenOffer, seconds: number | null): Partial<Draft> {
  if (seconds === null || seconds > offer.longestSeconds) return {};
  if (offer.durationsSeconds.includes(seconds)) return { duration: seconds };
  return { duration: 'other', minutes: String(Math.max(1, Math.floor(seconds / 60))) };
}

function emptyDraft(offer: OpenOffer, usualSeconds: number): Draft {
  const usual = offer.durationsSeconds.filter((seconds) => seconds <= usualSeconds).at(-1);
  return { duration: usual ?? offer.durationsSeconds[0] ?? 'other', minutes: '', reason: '', ticket: '' };
}

/** The duration in seconds, or `null` where none can be read. */
export function draftSeconds(draft: Draft): number | null {
  if (draft.duration !== 'other') return draft.duration;
  return /^\d{1,4}$/u.test(draft.minutes.trim()) ? Number(draft.minutes.trim()) * 60 : null;
}

/** Who has to approve what stands in the form; `null`: it comes at once. */
export function reviewOf(draft: Draft, offer: OpenOffer): ReviewNeed | null {
  return reviewFor(offer, draftSeconds(draft) ?? offer.longestSeconds);
}

export function checkDraft(draft: Draft, offer: OpenOffer): DraftErrors {
  const errors: Partial<Record<DraftField, string>> = {};
  const seconds = draftSeconds(draft);
  const { errors: say } = words.request;
  if (seconds === null || seconds < SHORTEST_GRANT_SECONDS || seconds > offer.longestSeconds) {
    errors.duration = say.duration({ most: Math.floor(offer.longestSeconds / 60) });
  }
  const reason = draft.reason.trim();
  if (offer.reasonRequired && reason === '') errors.reason = say.reasonMissing;
  else if (reason.length > LONGEST_REASON) errors.reason = say.reasonLong({ most: LONGEST_REASON });
  else if (hasDeceivingCharacters(reason)) errors.reason = say.deceiving;
  const ticket = draft.ticket.trim();
  if (offer.ticketRequired && ticket === '') errors.ticket = say.ticketMissing;
  else if (ticket.length > LONGEST_TICKET) errors.ticket = say.ticketLong({ most: LONGEST_TICKET });
  else if (hasDeceivingCharacters(ticket)) errors.ticket = say.deceiving;
  return errors;
}

/** What is sent. Only for a draft without errors. */
export function toPayload(profileId: string, draft: Draft): Payload<'grant:request'> {
  const ticket = draft.ticket.trim();
  return {
    profileId,
    durationSeconds: draftSeconds(draft) ?? 0,
    reason: draft.reason.trim(),
    ticket: ticket === '' ? null : ticket,
  };
}

/** The rungs to show: those that may be asked for, and the next above them, which shows where the ceiling is. */
export function rungs(
  offer: OpenOffer,
  ladder: readonly number[],
): readonly { readonly seconds: number; readonly allowed: boolean }[] {
  const allowed = offer.durationsSeconds.map((seconds) => ({ seconds, allowed: true }));
  const next = ladder.find((seconds) => seconds > offer.longestSeconds);
  return next === undefined ? allowed : [...allowed, { seconds: next, allowed: false }];
}

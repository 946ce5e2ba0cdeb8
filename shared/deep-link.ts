/**
 * Links other programs may hand to Stint: `stint://request/<profile>?reason=…&ticket=…&duration=…` and `stint://review/<grant>`.
 * Anybody can write one, so a link is parsed to a tagged result and only ever opens a form or a review; nothing acts by itself.
 */
import { LONGEST_GRANT_SECONDS, SHORTEST_GRANT_SECONDS } from './duration.ts';
import { hasDeceivingCharacters, LONGEST_REASON, LONGEST_TICKET } from './untrusted-text.ts';

/** What a request form is opened with. The person reads it, changes it, and asks for it, or does not. */
export interface Prefill {
  readonly reason: string;
  readonly ticket: string;
  /** `null`: the usual one. */
  readonly durationSeconds: number | null;
}

export type DeepLink =
  | { readonly link: 'request'; readonly profileId: string; readonly prefill: Prefill }
  | { readonly link: 'review'; readonly grantId: string }
  /** `why` never repeats what the link said. */
  | { readonly link: 'bad'; readonly why: LinkFault };

export type LinkFault =
  | 'too-long'
  | 'odd-characters'
  | 'no-such-form'
  | 'no-request'
  | 'no-profile'
  | 'reason-too-long'
  | 'ticket-too-long'
  | 'deceiving'
  | 'duration'
  | 'unknown-field'
  | 'field-twice'
  | 'field-garbled';

/** The longest link that is looked at, in UTF-16 units: a reason of 1,000 characters fits, each written as three bytes. */
const LONGEST_LINK = 10_000;

const FORM = /^stint:\/\/(request|review)\/([^/?#]+)(?:\?([^#]*))?$/u;
const PROFILE = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])$/u;
const GRANT = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u;
const DURATION = /^(\d{1,5})(s|m|h)$/u;
const UNIT_SECONDS = { s: 1, m: 60, h: 3600 } as const;
const FIELDS = ['reason', 'ticket', 'duration'] as const;
type Field = (typeof FIELDS)[number];

// SECURITY: links-only-open
export function parseDeepLink(text: string): DeepLink {
  if (text.length > LONGEST_LINK) return bad('too-long');
  if (!/^[\x21-\x7e]*$/u.test(text)) return bad('odd-characters');
  const [, host, id, query] = FORM.exec(text) ?? [];
  if (host === undefined || id === undefined) {
    return bad('no-such-form');
  }
  if (host === 'review') {
    if (query !== undefined || !GRANT.test(id)) return bad('no-request');
    return { link: 'review', grantId: id };
  }
  if (!PROFILE.test(id)) return bad('no-profile');
  const fields = parseFields(query ?? '');
  if (typeof fields === 'string') return bad(fields);
  const reason = fields.get('reason') ?? '';
  const ticket = fields.get('ticket') ?? '';
  if (reason.length > LONGEST_REASON) return bad('reason-too-long');
  if (ticket.length > LONGEST_TICKET) return bad('ticket-too-long');
  if (hasDeceivingCharacters(reason) || hasDeceivingCharacters(ticket)) {
    return bad('deceiving');
  }
  const duration = fields.get('duration');
  const durationSeconds = duration === undefined ? null : parseDuration(duration);
  if (durationSeconds === undefined) return bad('duration');
  return { link: 'request', profileId: id, prefill: { reason, ticket, durationSeconds } };
}

/** What is wrong where they cannot be read. */
function parseFields(query: string): ReadonlyMap<Field, string> | LinkFault {
  const fields = new Map<Field, string>();
  if (query === '') return fields;
  for (const pair of query.split('&')) {
    const [key = '', ...rest] = pair.split('=');
    const field = FIELDS.find((one) => one === key);
    if (field === undefined) return 'unknown-field';
    if (fields.has(field)) return 'field-twice';
    const value = decode(rest.join('='));
    if (value === undefined) return 'field-garbled';
    fields.set(field, value);
  }
  return fields;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined || (unit !== 's' && unit !== 'm' && unit !== 'h')) return undefined;
  const seconds = Number(count) * UNIT_SECONDS[unit];
  return seconds >= SHORTEST_GRANT_SECONDS && seconds <= LONGEST_GRANT_SECONDS ? seconds : undefined;
}

function bad(why: LinkFault): DeepLink {
  return { link: 'bad', why };
}

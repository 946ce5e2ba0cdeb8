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
  | { readonly link: 'bad'; readonly sentence: string };

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
  if (text.length > LONGEST_LINK) return bad('It is too long.');
  if (!/^[\x21-\x7e]*$/u.test(text)) return bad('It holds characters that no link holds.');
  const [, host, id, query] = FORM.exec(text) ?? [];
  if (host === undefined || id === undefined) {
    return bad('Links for Stint look like stint://request/<profile> or stint://review/<grant>.');
  }
  if (host === 'review') {
    if (query !== undefined || !GRANT.test(id)) return bad('It does not name a request to review.');
    return { link: 'review', grantId: id };
  }
  if (!PROFILE.test(id)) return bad('It does not name a profile.');
  const fields = parseFields(query ?? '');
  if (typeof fields === 'string') return bad(fields);
  const reason = fields.get('reason') ?? '';
  const ticket = fields.get('ticket') ?? '';
  if (reason.length > LONGEST_REASON)
    return bad(`Its reason is longer than ${String(LONGEST_REASON)} characters.`);
  if (ticket.length > LONGEST_TICKET)
    return bad(`Its ticket is longer than ${String(LONGEST_TICKET)} characters.`);
  if (hasDeceivingCharacters(reason) || hasDeceivingCharacters(ticket)) {
    return bad('Its words hold control or invisible characters.');
  }
  const duration = fields.get('duration');
  const durationSeconds = duration === undefined ? null : parseDuration(duration);
  if (durationSeconds === undefined) return bad('Its duration is not one such as 30m, 2h or 90s, up to 24h.');
  return { link: 'request', profileId: id, prefill: { reason, ticket, durationSeconds } };
}

/** A sentence where they cannot be read. */
function parseFields(query: string): ReadonlyMap<Field, string> | string {
  const fields = new Map<Field, string>();
  if (query === '') return fields;
  for (const pair of query.split('&')) {
    const [key = '', ...rest] = pair.split('=');
    const field = FIELDS.find((one) => one === key);
    if (field === undefined) return 'It asks for something that links cannot ask for.';
    if (fields.has(field)) return `It names its ${field} twice.`;
    const value = decode(rest.join('='));
    if (value === undefined) return `Its ${field} is not written as links write words.`;
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

function bad(why: string): DeepLink {
  return { link: 'bad', sentence: `Stint did not follow the link. ${why} Nothing was asked for.` };
}

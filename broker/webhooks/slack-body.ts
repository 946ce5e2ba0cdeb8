/**
 * The form that Slack, and chats compatible with it, take: `{"text": …}`. Words of people are escaped as Slack asks, lose what could deceive,
 * and can neither address a channel nor look like a link of ours. Pure.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Instant } from '../../shared/instant.ts';
import { toRfc3339 } from '../../shared/instant.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { Announcement, Asked } from './announcement.ts';

const LONGEST_WORDS = 300;

export function slackBody(fact: Announcement): string {
  return JSON.stringify({ text: toText(fact) });
}

function toText(fact: Announcement): string {
  if (fact.kind === 'lease-stuck') {
    const { account, targetId, attempts, trouble } = fact.lease;
    return `:warning: The login ${safe(account)} at ${safe(targetId)} could not be taken back in ${attempts} tries: ${safe(trouble)}`;
  }
  const who = safe(fact.grant.person.name);
  const what = `“${safe(fact.grant.profileName)}”`;
  switch (fact.kind) {
    case 'request-waiting':
      return `${who} ${askedFor(fact, what)} Waits for ${safe(fact.group)} until ${hour(fact.reviewBy)}.`;
    case 'review-reminder':
      return `Still waiting for ${safe(fact.group)} until ${hour(fact.reviewBy)}: ${who} ${askedFor(fact, what)}`;
    case 'review-escalated':
      return `Nobody of ${safe(fact.from)} has decided; ${safe(fact.group)} may as well until ${hour(fact.reviewBy)}: ${who} ${askedFor(fact, what)}`;
    case 'reviewed': {
      const { by, verdict, comment, durationSeconds } = fact.review;
      if (fact.asks === 'afterwards') {
        const found = verdict === 'approve' ? 'had nothing against it' : 'objected';
        return `${safe(by.name)} looked at how ${who} used ${what} without a review, and ${found}.${quoted(comment)}`;
      }
      const did = verdict === 'approve' ? 'approved' : 'denied';
      const shortened = durationSeconds === null ? '' : ` for ${describeDuration(durationSeconds)}`;
      return `${safe(by.name)} ${did}${shortened}: ${theAsked(fact.asks)} of ${who} for ${what}.${quoted(comment)}`;
    }
    case 'approved':
      return `Approved: ${what} for ${who}, ${describeDuration(fact.grantedSeconds)}, to be started by ${hour(fact.startBy)}.`;
    case 'denied':
      if (fact.asks === 'afterwards')
        return `:warning: ${safe(fact.by?.name ?? '')} objects to how ${who} used ${what} without a review.${quoted(fact.note)}`;
      return `Denied${fact.by === null ? '' : ` by ${safe(fact.by.name)}`}: ${theAsked(fact.asks)} of ${who} for ${what}.${quoted(fact.note)}`;
    case 'started':
      return `Started: ${who} has ${what} until ${hour(fact.expiresAt)}.`;
    case 'extended':
      return `Extended: ${who} has ${what} until ${hour(fact.expiresAt)}.`;
    case 'ended':
      return `Ended (${fact.why}): ${what} of ${who}.${quoted(fact.note)}`;
    case 'lapsed':
      if (fact.asks === 'afterwards')
        return `:warning: Nobody has looked in time at how ${who} used ${what} without a review.`;
      return `Lapsed: ${theAsked(fact.asks)} of ${who} for ${what}.`;
    case 'broken-glass': {
      const told = fact.told.map(({ name }) => safe(name)).join(', ');
      return `:rotating_light: ${who} took ${what} without a review:${quoted(fact.grant.reason)} Told: ${told}. To be looked at by ${hour(fact.reviewBy)}.`;
    }
  }
}

function askedFor({ asks, durationSeconds, reason }: Asked, what: string): string {
  const length = describeDuration(durationSeconds);
  switch (asks) {
    case 'request':
      return `asks for ${what} for ${length}.${quoted(reason)}`;
    case 'extension':
      return `asks for ${length} more of ${what}.${quoted(reason)}`;
    case 'afterwards':
      return `took ${what} without a review, which is to be looked at.${quoted(reason)}`;
  }
}

function theAsked(asks: Exclude<Asked['asks'], 'afterwards'>): string {
  return asks === 'request' ? 'the request' : 'the extension';
}

function quoted(words: string | null): string {
  return words === null || words === '' ? '' : ` “${safe(words)}”`;
}

/** https://docs.slack.dev/messaging/formatting-message-text, "Escaping text"; a mention or a link in Markdown is broken up for chats that read those. */
// SECURITY: webhook-words-escaped
function safe(words: string): string {
  return cleanText(words, LONGEST_WORDS)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('](', '] (')
    .replace(/@(?=here|channel|everyone|all)/giu, '＠');
}

/** "14:05 UTC", with its date: a chat may be read the next day. */
function hour(at: Instant): string {
  const text = toRfc3339(at);
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

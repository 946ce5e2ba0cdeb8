/**
 * The words of the Approvals tab: what is asked, by whom, what they did lately, and how it was decided. Pure.
 */
import { describeDuration, describeRemaining } from '../../shared/duration.ts';
import type { Review } from '../../shared/grant.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import type { Instant } from '../../shared/instant.ts';
import type { Importance } from '../../shared/profile.ts';
import type { Decision } from '../approvals/decision.ts';
import { count, number } from './plural.ts';
import { clockTime, nearTime } from './times.ts';

const IMPORTANCE: Readonly<Record<Importance, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

const SMALL = ['None', 'One', 'Two', 'Three', 'Four', 'Five'];

export const approvalWords = {
  title: 'Approvals',
  importance: (importance: Importance) => IMPORTANCE[importance],
  importanceTitle: 'Importance',
  ticket: 'Ticket',
  waitForYou: (waiting: number) => (waiting === 1 ? '1 waits for you' : `${number(waiting)} wait for you`),
  none: 'Nothing waits for you',
  noneHow: 'A request that needs your review appears here by itself.',
  notYours: 'No approvals for you',
  notYoursHow:
    'Requests are reviewed by members of the groups a profile names, and you are in none of them. Your own requests are on the Access tab.',
  reasonMissing: 'No reason given',
  at: 'At',
  gives: 'Gives',
  lately: 'Lately',
  asked: 'Asked',
  lapses: 'Lapses',
  lapsesSoon: (inTime: string) => `Lapses ${inTime}`,
  approve: (seconds: number) => `Approve ${describeDuration(seconds)}`,
  shorten: 'Shorten…',
  deny: 'Deny…',
  sending: 'Sending',
  shortenForm: (profile: string) => `Shorten ${profile}`,
  shortenTo: 'Approve for less',
  shortenWhy: 'Comment',
  optional: 'optional',
  denyForm: (profile: string) => `Deny ${profile}`,
  denyWhy: 'Comment',
  required: 'required',
  denyHint: (person: string) => `${person} and the audit see this.`,
  denySubmit: 'Deny',
  cancel: 'Cancel',
  errors: {
    commentMissing: 'Say in a few words why, so that they know what to do.',
    deceiving: 'Leave out control and invisible characters.',
  },
  left: (characters: number) => `${count(characters, 'character')} left`,
  decided: 'Decided in the last 24 hours',
  approvedAloud: (item: InboxItem) => `Approved: ${item.grant.profileName}, for ${item.grant.person.name}`,
  deniedAloud: (item: InboxItem) => `Denied: ${item.grant.profileName}, for ${item.grant.person.name}`,
  noLongerAloud: (profile: string) => `${profile} no longer waits for you`,
  noLonger: 'This request no longer waits for you. What became of it stands below, if it was decided.',
} as const;

/** "asks for 30 min", "asks for 15 min more, to end at 14:32" */
export function asksFor(item: InboxItem, now: Instant): string {
  const length = describeDuration(item.durationSeconds);
  if (item.asks === 'request' || item.grant.status !== 'active') return `asks for ${length}`;
  const end = item.grant.expiresAt + item.durationSeconds * 1000;
  return `asks for ${length} more, to end at ${nearTime(end, now)}`;
}

/** "Used 3 times in 30 days, last until Mon 14:02; denied once" */
export function latelyWords({ lately }: InboxItem, now: Instant): string {
  const { started, denied, lastEndedAt } = lately;
  const denials = denied === 0 ? '' : denied === 1 ? 'denied once' : `denied ${number(denied)} times`;
  if (started === 0) return `Not used in 30 days${denials === '' ? '' : `; ${denials}`}`;
  const times = started === 1 ? 'once' : `${number(started)} times`;
  const last = lastEndedAt === null ? '' : `, last until ${nearTime(lastEndedAt, now)}`;
  return `Used ${times} in 30 days${last}${denials === '' ? '' : `; ${denials}`}`;
}

/** "One of dba: you, Kim Sand" */
export function askedWords({ needs, alsoAsked }: InboxItem): string {
  const many = SMALL[needs.count] ?? number(needs.count);
  const names = ['you', ...alsoAsked.map(({ name }) => name)];
  return `${many} of ${needs.group}: ${names.join(', ')}`;
}

/** "1 of 2 approved, by Kim Sand"; nothing while one review decides. */
export function progressWords(reviews: readonly Review[], needed: number): string | null {
  const given = reviews.filter(({ verdict }) => verdict === 'approve');
  if (needed < 2) return null;
  const by = given.length === 0 ? '' : `, by ${given.map((review) => review.by.name).join(', ')}`;
  return `${number(given.length)} of ${number(needed)} approved${by}`;
}

/** "in 24 min" */
export function lapsesIn(reviewBy: Instant, now: Instant): string {
  return reviewBy <= now ? 'now' : `in ${describeRemaining(reviewBy - now)}`;
}

/** "Approved by Kim Sand 09:14, ended 10:02", "Denied by Kim Sand 09:14", "Lapsed 09:14: not reviewed in time" */
export function decisionWords(decision: Decision, now: Instant): string {
  const { what, outcome, by, at, seconds, endedAt } = decision;
  const subject = what === 'extension' ? `Extension of ${describeDuration(seconds)}: ` : '';
  const who = by === null ? '' : ` by ${by.name}`;
  const when = nearTime(at, now);
  const ended = endedAt === null ? '' : `, ended ${nearTime(endedAt, now)}`;
  switch (outcome) {
    case 'approved': {
      const length = what === 'request' ? `${describeDuration(seconds)} ` : '';
      return `${subject}${length}approved${who} ${when}${ended}`;
    }
    case 'denied':
      return `${subject}denied${who} ${when}`;
    case 'lapsed':
      return `${subject}lapsed ${when}, not reviewed or started in time`;
    case 'withdrawn':
      return `${subject}withdrawn ${when}`;
  }
}

/** The tag of a decided line. */
export const DECIDED_TAG: Readonly<
  Record<Decision['outcome'], { readonly word: string; readonly tone: string }>
> = {
  approved: { word: 'Approved', tone: 'ok' },
  denied: { word: 'Denied', tone: 'bad' },
  lapsed: { word: 'Lapsed', tone: 'plain' },
  withdrawn: { word: 'Withdrawn', tone: 'plain' },
};

/** What became of an item that left the list without this person: "Handled by Robin West at 09:14: approved Fix a customer record for Erin North." */
export function handledWords(item: InboxItem, decision: Decision): string {
  const { outcome, by, at } = decision;
  const of = `${item.grant.profileName}, for ${item.grant.person.name}`;
  if (outcome === 'lapsed') return `Lapsed before it was reviewed: ${of}.`;
  if (outcome === 'withdrawn') return `Withdrawn by whoever asked: ${of}.`;
  return `Handled by ${by?.name ?? 'policy'} at ${clockTime(at)}: ${outcome} ${of}.`;
}

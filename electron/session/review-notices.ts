/**
 * The words of notices for the one who reviews. Pure. Names and reasons are cleaned and cut.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Asks, InboxItem } from '../../shared/inbox.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { CoreNotice } from '../ports/core.ts';
import { words } from '../words.ts';

const NAME_LENGTH = 80;
const NOTE_LENGTH = 200;

export const MANY_WAIT = 'waits';

export function waitsNoticeId(grantId: string): string {
  return `waits:${grantId}`;
}

type Said = (given: { readonly who: string; readonly length: string }) => string;
const WHAT: { readonly [A in Asks]: Said } = {
  request: (given) => words.notice.asksFor(given),
  extension: (given) => words.notice.asksForMore(given),
  afterwards: (given) => words.notice.took(given),
};

/** Read, never decided, from a notice: a click leads to all that there is to judge by. */
export function waitsForYouNotice({ grant, asks, durationSeconds, reason }: InboxItem): CoreNotice {
  const who = cleanText(grant.person.name, NAME_LENGTH);
  const length = describeDuration(durationSeconds);
  const profile = cleanText(grant.profileName, NAME_LENGTH);
  const what = WHAT[asks]({ who, length });
  const why = cleanText(reason, NOTE_LENGTH);
  return {
    id: waitsNoticeId(grant.id),
    occasion: 'waits-for-you',
    title: (asks === 'afterwards' ? words.notice.lookAt : words.notice.waits)({ profile }),
    body: why === '' ? `${what}.` : `${what}: ${why}`,
    // Access that nobody has approved is in use now.
    urgent: asks === 'afterwards' && grant.status === 'active',
    place: { place: 'approvals', grantId: grant.id },
    action: null,
  };
}

export function manyWaitNotice(count: number): CoreNotice {
  return {
    id: MANY_WAIT,
    occasion: 'waits-for-you',
    title: words.notice.manyWait({ count }),
    body: words.notice.manyWaitHow,
    urgent: false,
    place: { place: 'approvals', grantId: null },
    action: null,
  };
}

/**
 * What main asks before something important is approved: who gets what for how long. Pure words; the page has no say in them.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { Confirmation } from '../ports/desktop.ts';
import { words } from '../words.ts';

export function reviewConfirmation(item: InboxItem, seconds: number): Confirmation {
  const { grant, asks, entitlements } = item;
  const profile = cleanText(grant.profileName, 80);
  const person = cleanText(grant.person.name, 80);
  const targets = [...new Set(entitlements.map(({ targetName }) => targetName))].join(', ');
  const where = targets === '' ? '' : ` (${cleanText(targets, 160)})`;
  const importance = grant.importance === 'critical' ? words.confirm.critical : words.confirm.high;
  const length = describeDuration(seconds);
  const detail = asks === 'request' ? words.confirm.approveHow : words.confirm.approveMore;
  return {
    title: words.confirm.approve({ profile, person }),
    detail: detail({ person, profile, where, length, importance }),
    confirmLabel: words.confirm.yes,
    cancelLabel: words.confirm.cancel,
  };
}

/**
 * What main asks before something important is approved: who gets what for how long. Pure words; the page has no say in them.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { InboxItem } from '../../shared/inbox.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { Confirmation } from '../ports/desktop.ts';

export function reviewConfirmation(item: InboxItem, seconds: number): Confirmation {
  const { grant, asks, entitlements } = item;
  const profile = cleanText(grant.profileName, 80);
  const person = cleanText(grant.person.name, 80);
  const targets = [...new Set(entitlements.map(({ targetName }) => targetName))].join(', ');
  const where = targets === '' ? '' : ` (${cleanText(targets, 160)})`;
  const importance = grant.importance === 'critical' ? 'critical' : 'high';
  const howLong =
    asks === 'request' ? `for ${describeDuration(seconds)}` : `for ${describeDuration(seconds)} more`;
  return {
    title: `Approve “${profile}” for ${person}?`,
    detail: `${person} gets “${profile}”${where} ${howLong}. Its importance is ${importance}, and your approval is on record.`,
    confirmLabel: 'Approve',
    cancelLabel: 'Cancel',
  };
}

/**
 * What main asks before something important is asked for, started or extended: who gets what for how long. Pure words; the page has no say in them.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Importance } from '../../shared/profile.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { Confirmation } from '../ports/desktop.ts';

export interface Planned {
  readonly act: 'request' | 'start' | 'extend';
  readonly personName: string;
  readonly deviceName: string;
  readonly profileName: string;
  readonly importance: Importance;
  readonly where: string;
  readonly seconds: number;
}

const VERBS = { request: 'Request', start: 'Start', extend: 'Extend' } as const;

export function needsConfirmation(importance: Importance): boolean {
  return importance === 'high' || importance === 'critical';
}

export function confirmationOf(planned: Planned): Confirmation {
  const profile = cleanText(planned.profileName, 80);
  const person = cleanText(planned.personName, 80);
  const device = cleanText(planned.deviceName, 80);
  const where = planned.where === '' ? '' : ` (${cleanText(planned.where, 160)})`;
  const duration = describeDuration(planned.seconds);
  const importance = planned.importance === 'critical' ? 'critical' : 'high';
  const gets = planned.act === 'extend' ? 'keeps' : 'gets';
  const howLong = planned.act === 'extend' ? `${duration} more` : duration;
  return {
    title: `${VERBS[planned.act]} “${profile}”?`,
    detail: `${person} ${gets} “${profile}”${where} on ${device} for ${howLong}. Its importance is ${importance}, and everything done is on record.`,
    confirmLabel: planned.act === 'request' ? 'Request access' : VERBS[planned.act],
    cancelLabel: 'Cancel',
  };
}

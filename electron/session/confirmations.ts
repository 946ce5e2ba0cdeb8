/**
 * What main asks before something important is asked for, started or extended: who gets what for how long. Pure words; the page has no say in them.
 */
import { describeDuration } from '../../shared/duration.ts';
import type { Importance } from '../../shared/profile.ts';
import { cleanText } from '../../shared/untrusted-text.ts';
import type { Confirmation } from '../ports/desktop.ts';
import { words } from '../words.ts';

export interface Planned {
  readonly act: 'request' | 'start' | 'extend';
  readonly personName: string;
  readonly deviceName: string;
  readonly profileName: string;
  readonly importance: Importance;
  readonly where: string;
  readonly seconds: number;
}

const YES = { request: 'requestYes', start: 'startYes', extend: 'extendYes' } as const;

export function needsConfirmation(importance: Importance): boolean {
  return importance === 'high' || importance === 'critical';
}

export function confirmationOf(planned: Planned): Confirmation {
  const profile = cleanText(planned.profileName, 80);
  const person = cleanText(planned.personName, 80);
  const device = cleanText(planned.deviceName, 80);
  const where = planned.where === '' ? '' : ` (${cleanText(planned.where, 160)})`;
  const length = describeDuration(planned.seconds);
  const importance = planned.importance === 'critical' ? words.confirm.critical : words.confirm.high;
  const detail = planned.act === 'extend' ? words.confirm.keeps : words.confirm.gets;
  return {
    title: words.confirm[planned.act]({ profile }),
    detail: detail({ person, profile, where, device, length, importance }),
    confirmLabel: words.confirm[YES[planned.act]],
    cancelLabel: words.confirm.cancel,
  };
}

// One fact of each kind, so that no form of a delivery forgets one.
import type { Announcement, AnnouncementKind } from '../../../broker/webhooks/announcement.ts';
import { ENGINEER, makeId, makeOffer, makeRequest } from '../../fakes/make-grant.ts';

export const AT = Date.parse('2026-03-02T09:00:00.000Z');
const REVIEWER = { id: makeId(901), name: 'Robin Reviewer' };

/** `words` stand wherever people may have written. */
export function makeFacts(words: string): {
  readonly [K in AnnouncementKind]: Announcement;
} {
  const offer = makeOffer('billing-fix', { name: `Fix a record ${words}` });
  const person = { ...ENGINEER, name: `Erin ${words}` };
  const grant = makeRequest(
    makeId(1),
    offer,
    { durationSeconds: 900, reason: words, ticket: words },
    person,
    AT,
  );
  const base = { at: AT, grant } as const;
  const waits = {
    ...base,
    asks: 'request',
    durationSeconds: 900,
    reason: words,
    group: 'dba',
    reviewBy: AT + 3_600_000,
  } as const;
  const by = { ...REVIEWER, name: `Robin ${words}` };
  const review = { by, at: AT, verdict: 'approve', comment: words, durationSeconds: 600 } as const;
  return {
    'request-waiting': { kind: 'request-waiting', ...waits },
    'review-reminder': { kind: 'review-reminder', ...waits, asks: 'extension' },
    'review-escalated': { kind: 'review-escalated', ...waits, group: 'leads', from: 'dba' },
    reviewed: { kind: 'reviewed', ...base, asks: 'request', review },
    approved: { kind: 'approved', ...base, startBy: AT + 900_000, grantedSeconds: 600 },
    denied: { kind: 'denied', ...base, asks: 'request', by, note: words },
    started: { kind: 'started', ...base, expiresAt: AT + 600_000 },
    extended: { kind: 'extended', ...base, expiresAt: AT + 600_000 },
    ended: { kind: 'ended', ...base, why: 'revoked', note: words },
    lapsed: { kind: 'lapsed', ...base, asks: 'request' },
    'broken-glass': { kind: 'broken-glass', ...base, told: [by], reviewBy: AT + 86_400_000 },
    'lease-stuck': {
      kind: 'lease-stuck',
      at: AT,
      lease: {
        id: makeId(2),
        grantId: grant.id,
        targetId: 'billing',
        account: 'stint_x',
        attempts: 6,
        trouble: words,
      },
    },
  };
}

// The parts of an inbox, and the person who reads it.
import type { Review } from '../../../shared/grant.ts';
import type { InboxItem } from '../../../shared/inbox.ts';
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { HOUR_MS, makeActive, makeId, makeOffer, makePending, MINUTE_MS } from './make-snapshot.ts';

export const ROBIN = { id: makeId(2), name: 'Robin West' };
export const KIM = { id: makeId(3), name: 'Kim Sand' };

export function makeReview(at: Instant, more: Partial<Review> = {}): Review {
  return { by: KIM, at, verdict: 'approve', comment: null, durationSeconds: null, ...more };
}

export function makeInboxItem(now: Instant, number: number, more: Partial<InboxItem> = {}): InboxItem {
  const { grant } = makePending(now, { number, profileName: 'Fix a customer record' });
  const { profile } = makeOffer({
    allows: ['Read all tables of the schema public', 'Change rows in customers and invoices'],
    denies: ['Delete rows', 'Change tables'],
  });
  return {
    grant: { ...grant, importance: 'high', ticket: 'SUP-1932' },
    asks: 'request',
    digest: number.toString(16).padStart(64, '0'),
    durationSeconds: 1800,
    reason: 'Invoice 20418 was sent twice, void the second one',
    askedAt: now - 3 * MINUTE_MS,
    reviewBy: now + HOUR_MS,
    needs: { count: 1, group: 'dba' },
    reviews: [],
    profileSummary: 'Write to customers and invoices',
    entitlements: profile.entitlements,
    alsoAsked: [KIM],
    lately: { started: 3, denied: 1, lastEndedAt: now - 26 * HOUR_MS },
    ...more,
  };
}

export function makeExtensionItem(now: Instant, number: number, more: Partial<InboxItem> = {}): InboxItem {
  const { grant } = makeActive(now, { number, profileName: 'Work on an invoice case' });
  return makeInboxItem(now, number, {
    grant: { ...grant, importance: 'medium', ticket: null },
    asks: 'extension',
    reason: 'Two more invoices turned up',
    reviewBy: now + 4 * MINUTE_MS,
    ...more,
  });
}

/** The snapshot as Robin West sees it, who reviews for the group dba. */
export function makeReviewer(plain: Snapshot): Snapshot {
  if (plain.session.session !== 'signed-in') throw new Error('Only who is signed in reviews.');
  const person = { ...plain.session.person, ...ROBIN, groups: ['dba'], mayApprove: true };
  return { ...plain, session: { ...plain.session, person } };
}

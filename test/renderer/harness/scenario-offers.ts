// The profiles the scenarios show: one of each kind of offer, and a name as long as they come.
import type { ProfileOffer } from '../../../shared/profile.ts';
import { makeOffer, makeOpen } from './make-snapshot.ts';

/** A name of 80 characters. */
export const LONG =
  'Reconcile the ledger of the Frankfurt subsidiary with the quarterly statement, 2026'.slice(0, 80);

export const OFFERS: readonly ProfileOffer[] = [
  makeOffer(),
  makeOffer({
    id: 'billing-fix',
    name: 'Fix a customer record',
    summary: 'Write to customers and invoices',
    importance: 'high',
    allows: ['Read all tables of the schema public', 'Change rows in customers and invoices'],
    denies: ['Delete rows', 'Change tables', 'See other schemas'],
    offer: makeOpen({
      durationsSeconds: [900, 1800, 3600],
      longestSeconds: 3600,
      ceilingReason: 'high importance',
      review: { count: 1, group: 'dba' },
      reasonRequired: true,
      ticketRequired: true,
    }),
  }),
  makeOffer({
    id: 'orders-read',
    name: 'Look at production orders',
    summary: 'Read orders and shipments',
    target: 'orders',
  }),
  makeOffer({
    id: 'queue-drain',
    name: 'Drain the outbox',
    summary: 'Read and delete rows of outbox',
    target: 'orders',
    importance: 'medium',
    offer: makeOpen({
      durationsSeconds: [900, 1800],
      longestSeconds: 1800,
      ceilingReason: 'medium importance',
    }),
  }),
  makeOffer({
    id: 'billing-index',
    name: 'Drop and rebuild an index',
    summary: 'Owner rights',
    importance: 'critical',
    offer: { kind: 'refused', sentence: 'Only from 07:00 to 19:00.' },
  }),
  makeOffer({
    id: 'payroll-close',
    name: 'Close the payroll month',
    summary: 'Write to payroll',
    target: 'payroll',
    importance: 'critical',
    offer: makeOpen({
      review: { count: 2, group: 'finance-leads' },
      durationsSeconds: [900, 1800],
      longestSeconds: 1800,
    }),
  }),
  makeOffer({
    id: 'search-tune',
    name: 'Tune the search index',
    summary: 'Write to search settings',
    target: 'search',
  }),
];

// Many profiles that look like a company's: the same few verbs, systems and teams in ever new combinations.
import type { ProfileOffer } from '../../../shared/profile.ts';
import { makeOffer, makeOpen } from './make-snapshot.ts';

const TASKS = [
  'Read',
  'Fix',
  'Look at',
  'Export',
  'Restart',
  'Rotate keys of',
  'Migrate',
  'Reindex',
  'Audit',
  'Drain',
];
const SYSTEMS = [
  'billing',
  'ledger',
  'search',
  'customer records',
  'invoices',
  'payroll',
  'orders',
  'shipping',
];
const PLACES = [
  'in Frankfurt',
  'in Dublin',
  'in Oregon',
  'in Tokyo',
  'in Sydney',
  'on staging',
  'in the lab',
];

export function makeManyOffers(count: number): readonly ProfileOffer[] {
  return Array.from({ length: count }, (_, number) => {
    const task = TASKS[number % TASKS.length] ?? '';
    const system = SYSTEMS[Math.floor(number / TASKS.length) % SYSTEMS.length] ?? '';
    const place = PLACES[Math.floor(number / 80) % PLACES.length] ?? '';
    const target = `${system.replace(' ', '-')}-${String(Math.floor(number / 560)).padStart(2, '0')}`;
    return makeOffer({
      id: `profile-${String(number)}`,
      name: `${task} the ${system} ${place} ${String(number)}`,
      summary: `${task} on ${target}, nothing else`,
      target,
      offer: makeOpen(number % 3 === 0 ? { review: { count: 1, group: 'dba' } } : {}),
    });
  });
}

// The states of the access panel: what is held, what ends, what waits, what cannot be, and the list of profiles.
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import {
  HOUR_MS,
  makeActive,
  makeApproved,
  makeId,
  makePending,
  makeSnapshot,
  MINUTE_MS,
} from './make-snapshot.ts';
import { makeManyOffers } from './many-profiles.ts';
import { makeTryingOut } from './make-trying-out.ts';
import type { Scenario } from './scenario.ts';

export function accessScenarios(
  now: Instant,
  base: (more?: Partial<Snapshot>) => Snapshot,
): readonly Scenario[] {
  const mixed = [
    makeActive(now),
    makeApproved(now, { number: 11, profileName: 'Fix a customer record' }),
    makePending(now, { number: 12, profileName: 'Close the payroll month' }),
  ];
  return [
    { name: 'access', snapshot: base({ live: mixed }) },
    { name: 'access-idle', snapshot: base({ session: { ...makeTryingOut() } }) },
    {
      name: 'access-keys',
      snapshot: base({ live: [makeActive(now)] }),
      reach: async (page) => {
        await page.keyboard.press('/');
        for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
      },
    },
    {
      name: 'access-ending',
      snapshot: base({
        live: [
          makeActive(now, { leftMs: 3 * MINUTE_MS + 20_000 }),
          makeActive(
            now,
            {
              number: 13,
              profileName: 'Look at production orders',
              leftMs: 95 * MINUTE_MS,
              lengthMs: 2 * HOUR_MS,
              where: 'orders · PostgreSQL',
            },
            { busy: 'releasing' },
          ),
        ],
      }),
    },
    {
      name: 'access-elsewhere-and-pending-wipe',
      snapshot: base({
        connection: { connection: 'offline', since: now - 12 * MINUTE_MS },
        live: [
          makeActive(now, { number: 14 }, { heldHere: false, credentials: [] }),
          makeActive(
            now,
            { number: 15, leftMs: 0 },
            {
              credentials: [
                {
                  leaseId: makeId(1015),
                  targetName: 'billing',
                  custody: {
                    custody: 'wipe-pending',
                    since: now,
                    sentence: 'The keychain is locked. Unlock it.',
                  },
                  copyables: ['password', 'url', 'psql'],
                },
              ],
            },
          ),
          makeApproved(now, { number: 16, profileName: 'Fix a customer record' }, { busy: 'starting' }),
        ],
      }),
    },
    {
      name: 'access-two-credentials',
      snapshot: base({
        live: [
          makeActive(
            now,
            { profileName: 'Work on an invoice case', where: 'billing, orders · PostgreSQL' },
            {
              credentials: ['billing', 'orders'].map((targetName, at) => ({
                leaseId: makeId(1020 + at),
                targetName,
                custody: { custody: 'held', since: now },
                copyables: ['password', 'url', 'psql'],
              })),
            },
          ),
        ],
      }),
    },
    {
      name: 'access-troubles',
      snapshot: base({
        keychain: {
          keychain: 'unusable',
          why: 'missing',
          sentence: 'Install gnome-keyring or KWallet, then check again. Nothing can be held until then.',
        },
        troubles: [
          {
            id: 'journal',
            sentence: 'The journal could not be written: the disk is full. Free some space.',
            dismissible: true,
          },
        ],
        live: [makeActive(now)],
      }),
    },
    {
      name: 'access-many',
      snapshot: base({
        profiles: { revision: 1, loading: false, offers: makeManyOffers(10_000) },
        favourites: ['profile-7'],
      }),
      reach: async (page) => {
        await page.getByRole('searchbox').fill('biling frank');
        await page.getByText(/of 10,000/u).waitFor();
      },
    },
    {
      name: 'access-nothing-found',
      snapshot: base(),
      reach: (page) => page.getByRole('searchbox').fill('zzzz'),
    },
    { name: 'access-empty', snapshot: makeSnapshot() },
    {
      name: 'access-profiles-loading',
      snapshot: makeSnapshot({ profiles: { revision: 1, loading: true, offers: [] } }),
    },
  ];
}

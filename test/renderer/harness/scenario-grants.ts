// Grants in all their states on the Access tab: extended, waiting, shortened, many, with long names.
import type { Page } from 'playwright';
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { KIM, makeReview, ROBIN } from './make-inbox.ts';
import { makeExtended } from './make-grants.ts';
import { makeActive, makeApproved, makeOffer, makePending, MINUTE_MS } from './make-snapshot.ts';
import type { Scenario } from './scenario.ts';
import { LONG, OFFERS } from './scenario-offers.ts';

const extend = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Extend' }).click();
  await page.getByRole('form', { name: /^Extend /u }).waitFor();
};
const FIX = { profileName: 'Fix a customer record', profileId: 'billing-fix' };

export function grantScenarios(
  now: Instant,
  base: (more?: Partial<Snapshot>) => Snapshot,
): readonly Scenario[] {
  const denied = makeReview(now - MINUTE_MS, {
    verdict: 'deny',
    by: ROBIN,
    comment: 'Hand over to the night shift; the runbook says how.',
  });
  const progress = makePending(now, { number: 12, profileName: 'Close the payroll month' });
  const shortened = makeApproved(now, { number: 11, profileName: 'Fix a customer record' });
  return [
    { name: 'grants-extend', snapshot: base({ live: [makeActive(now)] }), reach: extend },
    {
      name: 'grants-extend-asks',
      snapshot: base({ live: [makeActive(now, FIX)] }),
      reach: async (page) => {
        await extend(page);
        await page.getByRole('textbox', { name: 'Reason' }).fill('Two more invoices turned up');
      },
    },
    {
      name: 'grants-extend-refused',
      snapshot: base({ live: [makeActive(now)] }),
      answers: {
        'grant:extend': {
          ok: false,
          error: {
            kind: 'refused',
            sentence: 'Longer than this policy allows at night. Release it and ask again.',
            field: null,
          },
        },
      },
      reach: async (page) => {
        await extend(page);
        await page.getByRole('button', { name: 'Extend 15 min' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'grants-extensions',
      snapshot: base({
        live: [
          makeExtended(now, { number: 10, ...FIX, leftMs: 4 * MINUTE_MS }, { outcome: 'pending' }),
          makeExtended(now, { number: 11 }, { outcome: 'approved', reviews: [makeReview(now)] }),
          makeExtended(
            now,
            { number: 12, ...FIX, leftMs: 3 * MINUTE_MS },
            { outcome: 'denied', reviews: [denied] },
          ),
        ],
      }),
    },
    {
      name: 'grants-reached',
      snapshot: base({
        live: [
          makeExtended(now, { number: 10 }, { outcome: 'approved', needs: null }, 0),
          makeActive(now, { number: 11, leftMs: 2 * MINUTE_MS, roomMs: 0 }),
        ],
      }),
    },
    {
      name: 'grants-waiting',
      snapshot: base({
        live: [
          {
            ...progress,
            grant: {
              ...progress.grant,
              ...(progress.grant.status === 'pending'
                ? { needs: { count: 2, group: 'finance-leads' }, reviews: [makeReview(now, { by: KIM })] }
                : {}),
            },
          },
          {
            ...shortened,
            grant: {
              ...shortened.grant,
              ...(shortened.grant.status === 'approved'
                ? {
                    durationSeconds: 3600,
                    reviews: [
                      makeReview(now, {
                        by: ROBIN,
                        durationSeconds: 1800,
                        comment: 'Half will do for one invoice.',
                      }),
                    ],
                  }
                : {}),
            },
          },
          makeApproved(now, { number: 13, profileName: 'Drain the outbox' }, { busy: 'starting' }),
          makePending(now, { number: 14, profileName: LONG }, { busy: 'withdrawing' }),
        ],
      }),
    },
    {
      name: 'grants-long-names',
      snapshot: base({
        live: [makeActive(now, { profileName: LONG }), makePending(now, { number: 12, profileName: LONG })],
        profiles: {
          revision: 1,
          loading: false,
          offers: [
            makeOffer({ id: 'long-one', name: LONG, summary: LONG }),
            makeOffer({ id: 'long-word', name: 'x'.repeat(80), offer: { kind: 'refused', sentence: LONG } }),
            ...OFFERS,
          ],
        },
        favourites: ['long-one', 'long-word'],
        recents: [],
      }),
    },
    {
      name: 'grants-twenty',
      snapshot: base({
        live: Array.from({ length: 20 }, (_, number) =>
          makeActive(now, {
            number: 100 + number,
            profileName: `Read the ledger of branch ${String(number + 1)}`,
            leftMs: (number + 3) * MINUTE_MS,
          }),
        ),
      }),
    },
  ];
}

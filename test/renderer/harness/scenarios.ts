// Every state the window is designed for, as a snapshot and the few keys or clicks that lead there.
import type { Page } from 'playwright';
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import {
  HOUR_MS,
  makeActive,
  makeApproved,
  makeId,
  makeOffer,
  makePending,
  makeReceipt,
  makeSnapshot,
  MINUTE_MS,
} from './make-snapshot.ts';
import { makeManyOffers } from './many-profiles.ts';
import type { OpenWindow } from './open-window.ts';
import type { Scenario } from './scenario.ts';
import { makeTryingOut } from './make-trying-out.ts';
import { requestScenarios } from './scenario-requests.ts';
import { LONG, OFFERS } from './scenario-offers.ts';

const profiles = { revision: 1, loading: false, offers: OFFERS };
const tab =
  (name: string) =>
  async (page: Page): Promise<void> =>
    page.getByRole('tab', { name }).click();

export function scenarios(now: Instant): readonly Scenario[] {
  const base = (more: Partial<Snapshot> = {}): Snapshot =>
    makeSnapshot({
      profiles,
      favourites: ['billing-fix'],
      recents: ['orders-read', 'billing-read'],
      ...more,
    });
  const signedOut = (more: object = {}): Snapshot =>
    makeSnapshot({
      session: {
        session: 'signed-out',
        brokerUrl: 'http://127.0.0.1:8470',
        tokenAtHand: true,
        sentence: null,
        ...more,
      },
    });
  const history = [
    makeReceipt({ endedAt: now - 30 * MINUTE_MS, number: 51, leftBehind: ['table public.scratch'] }),
    makeReceipt({
      endedAt: now - 5 * HOUR_MS,
      startedAt: now - 5 * HOUR_MS - 48 * MINUTE_MS,
      number: 52,
      profileName: 'Look at production orders',
      why: 'expired',
      endedBy: 'time',
    }),
    makeReceipt({
      endedAt: now - 22 * HOUR_MS,
      startedAt: null,
      number: 53,
      profileName: 'Close the payroll month',
      why: 'denied',
      note: 'The month is closed already; see the runbook.',
    }),
    makeReceipt({
      endedAt: now - 50 * HOUR_MS,
      startedAt: now - 52 * HOUR_MS,
      number: 54,
      profileName: LONG,
    }),
    makeReceipt({
      endedAt: now - 99 * HOUR_MS,
      startedAt: now - 99.5 * HOUR_MS,
      number: 55,
      wipes: [
        {
          leaseId: makeId(1055),
          targetName: 'billing',
          custody: {
            custody: 'wipe-pending',
            since: now - 99 * HOUR_MS,
            sentence: 'The keychain is locked.',
          },
        },
      ],
    }),
  ];
  const mixed = [
    makeActive(now),
    makeApproved(now, { number: 11, profileName: 'Fix a customer record' }),
    makePending(now, { number: 12, profileName: 'Close the payroll month' }),
  ];
  return [
    { name: 'loading', snapshot: null },
    { name: 'signed-out', snapshot: signedOut() },
    {
      name: 'signed-out-refused',
      snapshot: signedOut({ tokenAtHand: false, sentence: 'Your sign-in has expired. Sign in again.' }),
      answers: {
        'session:sign-in': {
          ok: false,
          error: { kind: 'refused', sentence: 'The broker does not know this token.', field: 'token' },
        },
      },
      reach: async (page) => {
        await page.getByLabel('Token').fill('not-a-token');
        await page.keyboard.press('Enter');
        await page.getByText('does not know this token').waitFor();
      },
    },
    {
      name: 'signing-in',
      snapshot: makeSnapshot({ session: { session: 'signing-in', brokerUrl: 'http://127.0.0.1:8470' } }),
    },
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
      name: 'access-twenty-active',
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
    {
      name: 'access-long-names',
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
    ...requestScenarios(now, base),
    { name: 'approvals', snapshot: base(), reach: tab('Approvals') },
    {
      name: 'history',
      snapshot: base({ history, live: [makeActive(now)] }),
      reach: async (page) => {
        await tab('History')(page);
        await page
          .getByRole('button', { name: /^Read the billing database/u })
          .first()
          .click();
        await page.getByText('deleted and read back').first().waitFor();
      },
    },
    { name: 'history-empty', snapshot: base(), reach: tab('History') },
    { name: 'settings', snapshot: base(), reach: tab('Settings') },
  ];
}

/** Loads the window anew and leads it to the scenario. */
export async function reachScenario(window: OpenWindow, scenario: Scenario): Promise<void> {
  await window.restart(scenario.snapshot);
  await window.answer(scenario.answers ?? {});
  if (scenario.snapshot !== null) await window.page.getByRole('heading', { level: 1 }).first().waitFor();
  await scenario.reach?.(window.page);
}

/** The snapshot of a scenario by its name. */
export function snapshotOf(name: string): Snapshot {
  const found = scenarios(Date.now()).find((scenario) => scenario.name === name)?.snapshot;
  if (found === undefined || found === null)
    throw new Error(`There is no scenario "${name}" with a snapshot.`);
  return found;
}

/** A window with 10,000 profiles and nothing else. */
export function makeManyScenario(): Snapshot {
  return makeSnapshot({ profiles: { revision: 1, loading: false, offers: makeManyOffers(10_000) } });
}

/** The scenario in the other theme. */
export function inTheme(scenario: Scenario, theme: 'light' | 'dark'): Scenario {
  const { snapshot } = scenario;
  return snapshot === null
    ? scenario
    : { ...scenario, snapshot: { ...snapshot, settings: { ...snapshot.settings, theme } } };
}

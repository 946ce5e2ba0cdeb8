// Every state the window is designed for, as a snapshot and the few keys or clicks that lead there.
import type { Page } from 'playwright';
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { makeReceipt, makeReviewedReceipt } from './make-grants.ts';
import { HOUR_MS, makeActive, makeId, makeSnapshot, MINUTE_MS } from './make-snapshot.ts';
import { makeManyOffers } from './many-profiles.ts';
import type { OpenWindow } from './open-window.ts';
import type { Scenario } from './scenario.ts';
import { accessScenarios } from './scenario-access.ts';
import { afterwardsScenarios } from './scenario-afterwards.ts';
import { approvalScenarios } from './scenario-approvals.ts';
import { grantScenarios } from './scenario-grants.ts';
import { requestScenarios } from './scenario-requests.ts';
import { LONG, OFFERS } from './scenario-offers.ts';

const profiles = { revision: 1, loading: false, offers: OFFERS };
const tab =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('tab', { name }).click();
    // The panel is read when it is first shown.
    await page.locator('[role=tabpanel] > *').first().waitFor();
  };

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
    makeReviewedReceipt(now),
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
    ...accessScenarios(now, base),
    ...grantScenarios(now, base),
    ...requestScenarios(now, base),
    ...approvalScenarios(now, base),
    ...afterwardsScenarios(now, base),
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

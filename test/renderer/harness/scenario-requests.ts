// The states of the request form.
import type { Page } from 'playwright';
import type { Instant } from '../../../shared/instant.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { makeReceipt } from './make-grants.ts';
import { MINUTE_MS } from './make-snapshot.ts';
import type { Scenario } from './scenario.ts';

const open =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('searchbox', { name: 'Search profiles' }).fill(name);
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: `Request ${name}` }).waitFor();
  };

export function requestScenarios(
  now: Instant,
  base: (more?: Partial<Snapshot>) => Snapshot,
): readonly Scenario[] {
  return [
    { name: 'request-at-once', snapshot: base(), reach: open('Read the billing database') },
    {
      name: 'request-review',
      snapshot: base({
        history: ['The customer moved', 'Invoice 20391 has the wrong address, correct it'].map((reason) => {
          const receipt = makeReceipt({ endedAt: now - 60 * MINUTE_MS });
          return { ...receipt, grant: { ...receipt.grant, profileId: 'billing-fix', reason } };
        }),
      }),
      reach: async (page) => {
        await open('Fix a customer record')(page);
        await page.getByLabel('Reason').fill('Invoice 20418 was sent twice, void the second one');
        await page.getByLabel('Ticket').fill('SUP-1932');
      },
    },
    {
      name: 'request-errors',
      snapshot: base(),
      reach: async (page) => {
        await open('Fix a customer record')(page);
        await page.getByText('Other…').click();
        await page.getByLabel('Minutes').fill('90');
        await page.keyboard.press('Control+Enter');
        await page.getByText('Name the ticket').waitFor();
      },
    },
    {
      name: 'request-busy',
      snapshot: base(),
      answers: { 'grant:request': 'never' },
      reach: async (page) => {
        await open('Read the billing database')(page);
        await page.keyboard.press('Control+Enter');
        await page.getByText('Requesting').waitFor();
      },
    },
    {
      name: 'request-failed',
      snapshot: base({ connection: { connection: 'offline', since: now - 2 * MINUTE_MS } }),
      answers: {
        'grant:request': {
          ok: false,
          error: {
            kind: 'refused',
            sentence: 'The broker cannot be reached. Try again once it is back.',
            field: null,
          },
        },
      },
      reach: async (page) => {
        await open('Read the billing database')(page);
        await page.getByLabel('Reason').fill('Look into invoice 20418');
        await page.keyboard.press('Control+Enter');
        await page.getByText('Try again once it is back').waitFor();
      },
    },
    {
      name: 'request-refused',
      snapshot: base(),
      reach: async (page) => {
        // By searching: where little room is, the row may not be painted.
        await page.getByRole('searchbox', { name: 'Search profiles' }).fill('Drop and rebuild');
        await page.keyboard.press('Enter');
        await page.getByText('Only from 07:00').waitFor();
      },
    },
  ];
}

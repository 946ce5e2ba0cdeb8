// The History tab in the real window over the fake bridge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReceipt, makeReviewedReceipt } from './harness/make-grants.ts';
import { makeSnapshot } from './harness/make-snapshot.ts';
import { openWindow, type OpenWindow } from './harness/open-window.ts';

let window: OpenWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
});

describe('the History tab', () => {
  it('filters by words and by outcome, and says so when nothing is left', async () => {
    const { page } = window;
    const now = Date.now();
    const denied = makeReceipt({
      number: 52,
      endedAt: now,
      startedAt: null,
      why: 'denied',
      profileName: 'Close the month',
    });
    await window.restart(makeSnapshot({ history: [makeReviewedReceipt(now), denied] }));
    await page.getByRole('tab', { name: 'History' }).click();
    const receipts = page.getByRole('region', { name: 'Receipts' }).getByRole('heading', { level: 3 });
    await expect.poll(() => receipts.count()).toBe(2);
    await page.getByText('Not granted').click();
    await expect.poll(() => receipts.count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search history' }).fill('billing');
    await page.getByText('No receipt matches.').waitFor();
    await page.getByText('All', { exact: true }).click();
    await expect.poll(() => receipts.count()).toBe(1);
  });

  it('copies a receipt as text', async () => {
    const { page, app } = window;
    await window.restart(makeSnapshot({ history: [makeReviewedReceipt(Date.now())] }));
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: /^Read the billing database/u }).click();
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(text).toContain('Approved for 15 min by Kim Sand');
    expect(text).toContain('✓ Keychain: deleted and read back');
    expect(await window.complaints()).toEqual([]);
  });
});

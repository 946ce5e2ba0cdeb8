// Asking for a later end in the real window over the fake bridge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveGrant } from '../../shared/snapshot.ts';
import { makeExtended } from './harness/make-grants.ts';
import { makeActive, makeSnapshot, MINUTE_MS } from './harness/make-snapshot.ts';
import { openWindow, type OpenWindow } from './harness/open-window.ts';
import { OFFERS } from './harness/scenario-offers.ts';

let window: OpenWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
});

/** Time for a busy machine to show a snapshot before what is in it falls due. */
const AHEAD_MS = 4000;
let revision = 1;
const snapshot = (live: readonly LiveGrant[]) =>
  makeSnapshot({
    revision: (revision += 1),
    live,
    profiles: { revision: 1, loading: false, offers: OFFERS },
  });
const asked = async (): Promise<readonly unknown[]> =>
  (await window.calls()).filter(({ call }) => call === 'grant:extend').map(({ payload }) => payload);
const focused = (): Promise<string> =>
  window.page.evaluate(
    () => document.activeElement?.getAttribute('data-key') ?? document.activeElement?.textContent ?? '',
  );

describe('extending', () => {
  it('is asked for by two keys where policy decides alone', async () => {
    const { page } = window;
    const live = makeActive(Date.now());
    await window.restart(snapshot([live]));
    await page.getByRole('button', { name: 'Extend' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('form', { name: 'Extend Read the billing database' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(asked).toEqual([{ grantId: live.grant.id, durationSeconds: 900, reason: '' }]);
    await expect.poll(focused).toBe('Extend');
  });

  it('wants a reason where the profile does, tells who is asked, and shows what is asked on the card', async () => {
    const { page } = window;
    const parts = { profileId: 'billing-fix', profileName: 'Fix a customer record' };
    const live = makeActive(Date.now(), parts);
    await window.restart(snapshot([live]));
    await page.getByRole('button', { name: 'Extend' }).click();
    await page.getByText('Asks 1 of dba').waitFor();
    await page.getByRole('button', { name: 'Ask for 15 min' }).click();
    await page.getByText('Say in a few words what it is for.').waitFor();
    expect(await asked()).toEqual([]);
    await page.keyboard.type('Two more invoices');
    await page.getByText('30 min', { exact: true }).click();
    await page.getByRole('button', { name: 'Ask for 30 min' }).click();
    await expect
      .poll(asked)
      .toEqual([{ grantId: live.grant.id, durationSeconds: 1800, reason: 'Two more invoices' }]);
    await window.show(snapshot([makeExtended(Date.now(), parts, { durationSeconds: 1800 })]));
    await page.getByText('Extension of 30 min waits for dba').waitFor();
    expect(await page.getByRole('button', { name: 'Extend' }).count()).toBe(0);
  });

  it('is closed by Escape without asking, and the window stays', async () => {
    const { page } = window;
    await window.restart(snapshot([makeActive(Date.now())]));
    await page.getByRole('button', { name: 'Extend' }).click();
    await page.getByRole('form').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Extend');
    expect((await window.calls()).map(({ call }) => call)).not.toContain('window:hide');
    expect(await asked()).toEqual([]);
  });

  it('says in the form why it was refused, and keeps what was chosen', async () => {
    const { page } = window;
    await window.restart(snapshot([makeActive(Date.now())]));
    await window.answer({
      'grant:extend': { ok: false, error: { kind: 'refused', sentence: 'Not at night.', field: null } },
    });
    await page.getByRole('button', { name: 'Extend' }).click();
    await page.getByText('1 h', { exact: true }).click();
    await page.getByRole('button', { name: 'Extend 1 h' }).click();
    await page.getByRole('alert').getByText('Not at night.').waitFor();
    expect(await page.getByRole('radio', { name: '1 h' }).isChecked()).toBe(true);
  });

  it('is gone with a reason once the total is reached', async () => {
    const { page } = window;
    await window.restart(snapshot([makeExtended(Date.now(), {}, { outcome: 'approved' }, 0)]));
    await page.getByText('No later end: 30 min in all is the most.').waitFor();
    expect(await page.getByRole('button', { name: 'Extend' }).count()).toBe(0);
  });

  it('keeps the focus among the cards when one is released', async () => {
    const { page } = window;
    const now = Date.now();
    const [first, second] = [
      makeActive(now, { number: 10 }),
      makeActive(now, { number: 11, leftMs: 50 * MINUTE_MS }),
    ];
    await window.restart(snapshot([first, second]));
    await page.getByRole('button', { name: 'Release', exact: true }).first().focus();
    await window.show(snapshot([second]));
    await expect.poll(focused).toBe(second.grant.id);
    await window.show(snapshot([]));
    await expect
      .poll(() => page.getByRole('searchbox').evaluate((box) => box === document.activeElement))
      .toBe(true);
  });

  it('says the warnings anew after the end has moved, and the end once it has come', async () => {
    const { page } = window;
    const live = page.locator('[aria-live=polite]').first();
    const said = { timeout: 20_000 };
    await window.restart(snapshot([makeActive(Date.now(), { lengthMs: 30 * MINUTE_MS })]));
    // What has passed before the page counts is never said: each moment lies ahead of a page that counts already.
    await page.getByRole('timer').waitFor();
    await window.show(
      snapshot([makeActive(Date.now(), { leftMs: MINUTE_MS + AHEAD_MS, lengthMs: 30 * MINUTE_MS })]),
    );
    await expect.poll(() => live.textContent(), said).toContain('1 min left');
    await window.show(
      snapshot([makeActive(Date.now(), { leftMs: 5 * MINUTE_MS + AHEAD_MS, lengthMs: 45 * MINUTE_MS })]),
    );
    await expect.poll(() => live.textContent(), said).toContain('5 min left');
    await window.show(snapshot([makeActive(Date.now(), { leftMs: AHEAD_MS })]));
    await expect.poll(() => live.textContent(), said).toContain('has ended');
  });
});

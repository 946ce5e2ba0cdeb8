// The Settings tab in the real window over the fake bridge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { makeSnapshot } from './harness/make-snapshot.ts';
import { openWindow, type OpenWindow } from './harness/open-window.ts';

let window: OpenWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
});

const light = { ...DEFAULT_SETTINGS, theme: 'light' as const };
const changed = async (): Promise<readonly unknown[]> =>
  (await window.calls()).filter(({ call }) => call === 'settings:change').map(({ payload }) => payload);
const open = async (platform: 'linux' | 'darwin'): Promise<void> => {
  const plain = makeSnapshot();
  await window.restart({ ...plain, settings: light, app: { ...plain.app, platform } });
  await window.page.getByRole('tab', { name: 'Settings' }).click();
  await window.page.getByRole('switch', { name: 'Start at login' }).waitFor();
};

describe('the Settings tab', () => {
  it('changes one setting and leaves the others as they are', async () => {
    const { page } = window;
    await open('darwin');
    await page.getByRole('radiogroup', { name: 'Usual duration' }).getByText('1 h', { exact: true }).click();
    await page.getByText('Start at login').click();
    await page.getByRole('switch', { name: 'End all access on sleep' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('switch', { name: 'End all access when the screen is locked' }).click();
    await expect.poll(changed).toEqual([
      { ...light, usualSeconds: 3600 },
      { ...light, startAtLogin: true },
      { ...light, endOnSleep: true },
      { ...light, endOnLock: true },
    ]);
  });

  it('does not promise on Linux what Linux does not tell', async () => {
    await open('linux');
    const lock = window.page.getByRole('switch', { name: 'End all access when the screen is locked' });
    expect(await lock.isDisabled()).toBe(true);
    await window.page.getByText('Linux does not tell programs of it.').waitFor();
  });
});

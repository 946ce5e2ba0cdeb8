// What the app refuses, and what it says then. Nothing is issued, nothing is lost.
import { waitFor } from '../desktop/wait.ts';
import { createDesktop } from '../desktop/desktop.ts';
import { elevateFromMenu } from './drive/menu.ts';
import { PROFILES } from './drive/profiles.ts';
import { startApp } from './drive/app-process.ts';
import { startSwappingProxy } from './drive/swapping-proxy.ts';
import { expect, test } from './drive/world.ts';
import { askFor, openForm } from './drive/window.ts';

test('without a keychain nothing is issued, and a sentence says what to install', async ({ world }) => {
  const bare = await createDesktop({ keyring: 'none', lifeline: world.desktop.lifeline });
  const app = await startApp({
    desktop: bare,
    home: `${bare.folder}/stint`,
    brokerUrl: world.broker.url,
    tokenFile: world.broker.tokenFile('engineer'),
  });
  const page = await app.open();
  await expect(page.getByText(/gnome-keyring or KWallet/u).first()).toBeVisible();
  const before = world.broker.log().length;
  await askFor(page, PROFILES.read);
  await expect(
    page
      .getByRole('form')
      .getByText(/gnome-keyring or KWallet/u)
      .first(),
  ).toBeVisible();
  expect(world.broker.log().slice(before)).not.toContain('/v1/grants');
  await app.quit();
});

test('a wrong token is refused with a sentence, and never shown again', async ({ world }) => {
  const app = await world.start({ tokenFile: '' });
  const page = await app.open();
  const wrong = 'wrong-token-that-is-long-enough-to-be-one';
  world.canary(wrong);
  await page.getByLabel(/token/iu).first().fill(wrong);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(
    page
      .getByText(/token/iu)
      .filter({ hasText: /not|wrong|refus|unknown/iu })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Access' })).toHaveCount(0);
});

test('a required reason is asked for in the form, and what was typed is kept', async ({ world }) => {
  const app = await world.start();
  const page = await app.open();
  await openForm(page, PROFILES.reason);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Say in a few words what it is for.')).toBeVisible();
  expect(await world.leaseItems()).toEqual([]);
  await page.getByRole('textbox', { name: 'Reason' }).fill('Invoice 20418 was sent twice');
  await page.keyboard.press('Control+Enter');
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
});

test('a proxy that swaps the key gets no lease', async ({ world }) => {
  const proxy = await startSwappingProxy(world.broker.url);
  const app = await world.start({ brokerUrl: proxy.url });
  const page = await app.open();
  await askFor(page, PROFILES.read);
  await waitFor('an answer to the swapped start', () => proxy.startAnswers.length > 0);
  expect(proxy.startAnswers[0]?.status).toBe(403);
  expect(proxy.startAnswers[0]?.body).toContain('bad-proof');
  expect(await world.leaseItems()).toEqual([]);
  await proxy.stop();
});

test('the broker hears nothing from the desktop for 30 s while a grant is active', async ({ world }) => {
  test.setTimeout(120_000);
  const broker = await world.ownBroker();
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.oneMinute);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  await waitFor('the start to be logged', () => broker.log().includes('/start'));
  const quietFrom = broker.log().length;
  const startedAt = Date.now();
  await waitFor('30 s to pass', () => Date.now() - startedAt > 30_000, 40_000);
  expect(broker.log().slice(quietFrom)).not.toMatch(/"(?:url|path)":"\/v1\//u);
});

// The broker is killed and comes back while a request waits, a grant runs and the window stands open: nothing is lost, nothing is asked twice.
import { waitFor } from '../desktop/wait.ts';
import { expect, test } from './drive/world.ts';
import { tryLogin } from './drive/login.ts';
import { PROFILES } from './drive/profiles.ts';
import { askFor, cardOf, copyUrl } from './drive/window.ts';

test('a killed broker finds a request, a grant and an open window as they were', async ({ world }) => {
  const broker = await world.ownBroker();
  const app = await world.start();
  const page = await app.open();
  await askFor(page, PROFILES.read);
  const url = await copyUrl(world, page, PROFILES.read);
  await askFor(page, PROFILES.reviewed, 'Invoice 20418 was sent twice');
  const waiting = page.getByRole('region', { name: 'Waiting' });
  await expect(waiting.getByRole('article', { name: PROFILES.reviewed })).toBeVisible();

  await broker.kill();
  await expect(page.getByText(/Offline since/u).first()).toBeVisible({ timeout: 20_000 });
  // What needs no broker goes on: the countdown, and the login at its target.
  await expect(cardOf(page, PROFILES.read).getByRole('timer')).toBeVisible();

  await broker.start();
  await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/Offline since/u)).toHaveCount(0);
  await expect(cardOf(page, PROFILES.read)).toBeVisible();
  await expect(waiting.getByRole('article', { name: PROFILES.reviewed })).toBeVisible();
  expect(await tryLogin(url)).toEqual({ entered: true });

  await waiting.getByRole('button', { name: 'Withdraw' }).click();
  await expect(waiting).toHaveCount(0);
  await cardOf(page, PROFILES.read).getByRole('button', { name: 'Release' }).click();
  await expect(page.getByRole('region', { name: 'Active access' })).toHaveCount(0);
  await waitFor('the keychain to be empty', async () => (await world.leaseItems()).length === 0);
});

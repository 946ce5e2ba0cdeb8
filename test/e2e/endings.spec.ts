// Every way a grant can end on the desktop while something else is going wrong. The wipe is judged by another process.
import { waitFor } from '../desktop/wait.ts';
import { tryLogin } from './drive/login.ts';
import { clickMenu, elevateFromMenu, findPath } from './drive/menu.ts';
import { watchDialogs } from './drive/dialog.ts';
import { PROFILES } from './drive/profiles.ts';
import { expect, test } from './drive/world.ts';
import { askFor, cardOf, copyUrl, openReceipt } from './drive/window.ts';

test.setTimeout(150_000);

test('release in the window wipes, revokes and shows the receipt', async ({ world }) => {
  const app = await world.start();
  const page = await app.open();
  await askFor(page, PROFILES.read);
  const url = await copyUrl(world, page, PROFILES.read);
  await cardOf(page, PROFILES.read).getByRole('button', { name: 'Release' }).click();
  await expect(page.getByRole('region', { name: 'Active access' })).toHaveCount(0);
  // From the moment it is over nothing shows it as held; its item goes a little later.
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByText(/released by you/iu).first()).toBeVisible();
});

test('quitting asks first; Escape and Return are "no" and keep the access, "yes" wipes, revokes and leaves no process', async ({
  world,
}) => {
  const app = await world.start();
  const page = await app.open();
  await askFor(page, PROFILES.read);
  const url = await copyUrl(world, page, PROFILES.read);
  const dialogs = watchDialogs(world.desktop.env, app.pid);
  for (const key of ['escape', 'return'] as const) {
    await clickMenu(app.tray, 'Quit');
    await dialogs.answer(key);
    expect(await tryLogin(url)).toEqual({ entered: true });
    expect(await world.leaseItems()).toHaveLength(1);
  }

  await clickMenu(app.tray, 'Quit');
  await dialogs.answer('yes');
  await waitFor('the app to be gone', () => !app.isRunning(), 20_000);
  expect(await world.leaseItems()).toEqual([]);
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
});

test('a terminated app wipes on its way out', async ({ world }) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.read);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  process.kill(app.pid, 'SIGTERM');
  await waitFor('the app to be gone', () => !app.isRunning(), 20_000);
  expect(await world.leaseItems()).toEqual([]);
});

test('the wipe is on time while the broker is out of reach, and the broker hears of it later without polling', async ({
  world,
}) => {
  const broker = await world.ownBroker();
  const app = await world.start();
  const page = await app.open();
  await askFor(page, PROFILES.brief);
  await copyUrl(world, page, PROFILES.brief);
  await broker.kill();
  await expect(page.getByText(/Offline/u).first()).toBeVisible({ timeout: 15_000 });
  await expect(cardOf(page, PROFILES.brief)).toBeVisible();
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0, 30_000);
  await broker.start();
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 60_000 });
  const proof = await openReceipt(page, PROFILES.brief);
  await expect(proof.getByText(/Login removed/u)).toBeVisible({ timeout: 15_000 });
});

test('an app that was killed wipes what is overdue before it shows anything as held', async ({ world }) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.brief);
  await waitFor('one item in the keychain', async () => (await world.leaseItems()).length === 1);
  const startedAt = Date.now();
  await app.kill();
  await waitFor('the end of the grant', () => Date.now() - startedAt > 21_000, 30_000);
  expect(await world.leaseItems()).toHaveLength(1);
  const again = await world.start();
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0, 30_000);
  const page = await again.open();
  await page.getByRole('tab', { name: 'Access' }).waitFor();
  await expect(page.getByRole('region', { name: 'Active access' })).toHaveCount(0);
});

test('an app that was killed while its grant still runs holds it again', async ({ world }) => {
  const app = await world.start();
  await elevateFromMenu(app.tray, PROFILES.read);
  // As soon as anybody can see it.
  await waitFor(
    'copy entries in the menu',
    async () => findPath(await app.tray.menu(), [PROFILES.read, 'Copy URL']) !== undefined,
  );
  await app.kill();
  const again = await world.start();
  const page = await again.open();
  const url = await copyUrl(world, page, PROFILES.read);
  expect(await tryLogin(url)).toEqual({ entered: true });
  await cardOf(page, PROFILES.read).getByRole('button', { name: 'Release' }).click();
  await waitFor('the login to be refused', async () => !(await tryLogin(url)).entered);
});

test('a keychain that is locked at the end keeps the wipe pending, says so, and wipes when it opens', async ({
  world,
}) => {
  const app = await world.start();
  const page = await app.open();
  await askFor(page, PROFILES.brief);
  await copyUrl(world, page, PROFILES.brief);
  await world.desktop.keyring.lock();
  await expect(page.getByText(/keychain is locked/iu).first()).toBeVisible({ timeout: 40_000 });
  expect(await world.leaseItems()).toHaveLength(1);
  await world.desktop.keyring.unlock(world.desktop.keyring.password);
  await waitFor('an empty keychain', async () => (await world.leaseItems()).length === 0, 40_000);
});
